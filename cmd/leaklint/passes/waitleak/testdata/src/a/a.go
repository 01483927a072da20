// Package a waits for groups that count more than is ever done.
package a

import "sync"

func inLoop(plugins []func()) {
	go func() { // want `goroutine waits for wg inside the loop that starts the goroutines it counts, so it blocks forever when there are two \(waitleak\)`
		var wg sync.WaitGroup
		wg.Add(len(plugins))
		for _, load := range plugins {
			go func() {
				defer wg.Done()
				load()
			}()
			wg.Wait()
		}
	}()
}

// Whoever calls it waits too.
func inLoopHere(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for _, load := range plugins {
		go run(load, &wg)
		wg.Wait() // want `inLoopHere waits for wg inside the loop that starts the goroutines it counts`
	}
}

func run(load func(), wg *sync.WaitGroup) {
	defer wg.Done()
	load()
}

func never(f func()) {
	go func() { // want `goroutine waits for the WaitGroup, which is never done, so it blocks forever`
		wg := &sync.WaitGroup{}
		wg.Add(1)
		go f()
		wg.Wait()
	}()
}

func tooMany(f func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	wg.Add(1)
	go run(f, &wg)
	go func() {
		f()
		wg.Done()
	}()
	go func() { // want `goroutine waits for wg, which counts 3 and is done 2 times at most, so it blocks forever`
		wg.Wait()
		f()
	}()
}

func once(f func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go run(f, &wg)
	wg.Wait() // want `once waits for wg, which counts 2 and is done once at most, so it blocks forever`
}

func itself(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() { // want `goroutine waits for wg, which counts the goroutine itself, so it blocks forever`
		defer wg.Done()
		f()
		wg.Wait()
	}()
}

// The Done stands in a method that only the goroutine calls, after its Wait.
type gate struct{ wg sync.WaitGroup }

func (g *gate) open() {
	g.wg.Add(1)
	go g.pass() // want `goroutine waits for wg, which counts the goroutine itself, so it blocks forever`
}

func (g *gate) pass() {
	g.wg.Wait()
	g.leave()
}

func (g *gate) leave() { g.wg.Done() }

// Near miss: another one may leave first.
type door struct{ wg sync.WaitGroup }

func (d *door) open() {
	d.wg.Add(1)
	go d.pass()
	d.leave()
}

func (d *door) pass() {
	d.wg.Wait()
	d.leave()
}

func (d *door) leave() { d.wg.Done() }

func consume(wg *sync.WaitGroup, in <-chan int) {
	defer wg.Done()
	for range in {
	}
}

func closedLater(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	wg.Add(1)
	go consume(&wg, in)
	for _, n := range numbers {
		in <- n
	}
	wg.Wait() // want `closedLater waits for wg before it closes in, over which a goroutine ranges that wg counts, so it blocks forever`
	close(in)
}

func closedOnReturn(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	defer close(in)
	wg.Add(1)
	go consume(&wg, in)
	for _, n := range numbers {
		in <- n
	}
	wg.Wait() // want `closedOnReturn waits for wg before it closes in`
}

// Near misses.

func closedFirst(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	wg.Add(1)
	go consume(&wg, in)
	for _, n := range numbers {
		in <- n
	}
	close(in)
	wg.Wait()
}

// What is counted is the numbers, not the goroutines that take them.
func closedWhenAllIsDone(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	defer close(in)
	for range 4 {
		go func() {
			for range in {
				wg.Done()
			}
		}()
	}
	for _, n := range numbers {
		wg.Add(1)
		in <- n
	}
	wg.Wait()
}

// A deferred Done comes when the loop is over, however often it is deferred.
func closedAfterDeferred(numbers []int) {
	var wg sync.WaitGroup
	in := make(chan int)
	go func() {
		for range in {
			defer wg.Done()
		}
	}()
	for _, n := range numbers {
		wg.Add(1)
		in <- n
	}
	wg.Wait() // want `closedAfterDeferred waits for wg before it closes in`
	close(in)
}

// The senders are waited for, the receiver is not.
func senders(numbers []int) {
	var wg sync.WaitGroup
	out := make(chan int)
	for _, n := range numbers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- n
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for range out {
	}
}

func afterLoop(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for _, load := range plugins {
		go run(load, &wg)
	}
	go func() { wg.Wait() }()
	wg.Wait()
}

func oneAtATime(plugins []func()) {
	var wg sync.WaitGroup
	for _, load := range plugins {
		wg.Add(1)
		go run(load, &wg)
		wg.Wait()
	}
}

// The last round waits.
func lastRound(plugins []func()) {
	var wg sync.WaitGroup
	wg.Add(len(plugins))
	for i, load := range plugins {
		go run(load, &wg)
		if i == len(plugins)-1 {
			wg.Wait()
		}
	}
}

func enough(f func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go run(f, &wg)
	go run(f, &wg)
	wg.Wait()
	wg.Go(f)
	wg.Go(f)
	wg.Wait()
}

func inRounds(f func()) {
	var wg sync.WaitGroup
	wg.Add(3)
	for range 3 {
		go run(f, &wg)
	}
	wg.Wait()
}

// Meant to block, and no goroutine is left behind.
func block() {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Wait()
}

// Done elsewhere.
func outOfSight(f func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	wg.Add(1)
	f(&wg)
	go func() { wg.Wait() }()
	var wg2 sync.WaitGroup
	wg2.Add(1)
	finish := wg2.Done
	go func() { wg2.Wait() }()
	finish()
	var wg3 sync.WaitGroup
	wg3.Add(1)
	wg3.Add(-1)
	wg3.Wait()
}

// Another one stands in for the goroutine that waits.
func others(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer f()
		wg.Wait()
	}()
	wg.Done()
}

type server struct{ wg sync.WaitGroup }

func (s *server) start(f func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		f()
	}()
}

func (s *server) Close() { s.wg.Wait() }

type idle struct{ wg sync.WaitGroup }

func (s *idle) wait(f func()) {
	go func() { // want `goroutine waits for wg, which is never done`
		s.wg.Add(1)
		s.wg.Wait()
		f()
	}()
}

// A variable that only a function literal adds to is a sum of itself.
func addedByLiteral() {
	var wg sync.WaitGroup
	var n int
	more := func() { n = n + 1 }
	more()
	wg.Add(n)
	for range n {
		go wg.Done()
	}
	wg.Wait()
}
