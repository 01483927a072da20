// Package conditions has goroutines that call Done under conditions: where these
// cover every path nothing is reported, and else it is.
package conditions

import "sync"

func work() {}

func twice(fast bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if fast {
			wg.Done()
		}
		work()
		if !fast {
			wg.Done()
		}
	}()
	wg.Wait()
}

func twiceAlike(fast bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `goroutine may return without calling Done`
		if fast {
			wg.Done()
		}
		work()
		if fast {
			wg.Done()
		}
	}()
	wg.Wait()
}

type job struct {
	wg    sync.WaitGroup
	async bool
}

func (j *job) isAsync() bool { return j.async }

func (j *job) start() {
	j.wg.Add(1)
	go j.run()
	j.wg.Wait()
}

func (j *job) run() {
	if j.isAsync() {
		j.wg.Done()
	}
	work()
	if j.isAsync() {
		return
	}
	j.wg.Done()
}

// inside hands the condition on to a function that asks it again.
func inside(fast bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		finish(&wg, fast)
		if !fast {
			wg.Done()
		}
	}()
	wg.Wait()
}

func finish(wg *sync.WaitGroup, now bool) {
	if now {
		wg.Done()
	}
}

func insideOther(fast bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `goroutine may return without calling Done`
		finish(&wg, fast)
		if fast {
			wg.Done()
		}
	}()
	wg.Wait()
}

func panics(bad bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() { recover() }()
		if bad {
			wg.Done()
		}
		work()
		if bad {
			panic("bad")
		}
		wg.Done()
	}()
	wg.Wait()
}

func panicsBefore(bad bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `goroutine may recover from a panic without calling Done`
		defer func() { recover() }()
		if !bad {
			wg.Done()
		}
		work()
		if bad {
			panic("bad")
		}
	}()
	wg.Wait()
}

func values(in []int) {
	var wg sync.WaitGroup
	ch := make(chan int)
	go func() {
		for n := range ch {
			odd := n&1 == 1
			if odd {
				wg.Done()
				continue
			}
			work()
			if !odd {
				wg.Done()
			}
		}
	}()
	for _, n := range in {
		wg.Add(1)
		ch <- n
	}
	close(ch)
	wg.Wait()
}
