package a

import "sync"

// A wait in a goroutine that WaitGroup.Go counts.
func itselfByGo(f func()) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `goroutine waits for wg, which counts the goroutine itself, so it blocks forever`
		f()
		wg.Wait()
	})
}

func closedLaterByGo(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	for range 4 {
		wg.Go(func() {
			for range in {
			}
		})
	}
	for _, n := range numbers {
		in <- n
	}
	wg.Wait() // want `closedLaterByGo waits for wg before it closes in, over which a goroutine ranges that wg counts, so it blocks forever`
	close(in)
}

// Near misses.

func otherByGo(f func()) {
	var wg, done sync.WaitGroup
	wg.Go(f)
	done.Go(func() { wg.Wait() })
	done.Wait()
}

func closedFirstByGo(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	wg.Go(func() {
		for range in {
		}
	})
	for _, n := range numbers {
		in <- n
	}
	close(in)
	wg.Wait()
}

// The one that ranges is not counted.
func countsOthersByGo(f func()) {
	var wg sync.WaitGroup
	in := make(chan int)
	go func() {
		for range in {
		}
	}()
	wg.Go(func() { in <- 1 })
	wg.Wait()
	close(in)
}

// Another one stands in for the goroutine that waits.
func standInByGo() {
	var wg sync.WaitGroup
	wg.Go(func() {
		wg.Done()
		wg.Wait()
		wg.Add(1)
	})
}

// What is counted is values.
func countsValues(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	go func() {
		for n := range in {
			if n == 0 {
				wg.Done()
				continue
			}
			wg.Done()
		}
	}()
	for _, n := range numbers {
		wg.Add(1)
		in <- n
	}
	wg.Wait()
	close(in)
}
