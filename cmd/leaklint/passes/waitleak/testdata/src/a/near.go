package a

import "sync"

// Near misses: the counter comes down.

// inOrder is done before it waits.
func inOrder(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Wait()
		defer wg.Done()
		f()
	}()
}

// goInRounds runs some of it by the group itself.
func goInRounds(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for i, p := range plugins {
		if i%2 == 0 {
			wg.Go(p)
		}
		go func() {
			defer wg.Done()
			p()
		}()
		wg.Wait()
	}
}

func addsInRounds(plugins []func(), n int) {
	var wg sync.WaitGroup
	for _, p := range plugins {
		wg.Add(n)
		for range n {
			go func() {
				defer wg.Done()
				p()
			}()
		}
		wg.Wait()
	}
}

func firstRound(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	for i, p := range plugins {
		if i == 0 {
			go func() {
				defer wg.Done()
				p()
			}()
		}
		wg.Wait()
	}
}

func waitsOften(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for _, p := range plugins {
		go func() {
			defer wg.Done()
			p()
		}()
	}
	for range plugins {
		wg.Wait()
	}
}

func doneOften(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for i := range plugins {
		if i == 0 {
			go func() {
				for range plugins {
					wg.Done()
				}
			}()
		}
		wg.Wait()
	}
}

// goToo waits for itself, but what else it waits for is run by the group.
func goToo(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		wg.Go(f)
		wg.Wait()
	}()
}

// perhapsNone adds n, which may be nothing.
func perhapsNone(f func(), n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	wg.Add(1)
	go run(f, &wg)
	wg.Wait()
}

func unbounded(fs []func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { wg.Wait() }()
	for range fs {
		wg.Done()
	}
}

func closedElsewhere(start func(chan int)) {
	in := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go consume(&wg, in)
	start(in)
	wg.Wait()
	close(in)
}

// ClosedByCaller gives the channel to its callers.
func ClosedByCaller(early bool) chan int {
	in := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go consume(&wg, in)
	if early {
		return in
	}
	wg.Wait()
	close(in)
	return nil
}

// init starts one goroutine that stays.
func init() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { wg.Wait() }()
}
