// Package donewait waits for a goroutine by a channel before it takes what the
// goroutine sends.
package donewait

import "errors"

func compute() int { return 42 }

func closes() int {
	results, done := make(chan int), make(chan struct{})
	go func() { // want `closes waits for this goroutine before it receives from results, which leaves both blocked forever`
		results <- compute()
		close(done)
	}()
	<-done
	return <-results
}

func takesFirst() int {
	results, done := make(chan int), make(chan struct{})
	go func() {
		results <- compute()
		close(done)
	}()
	v := <-results
	<-done
	return v
}

func deferred() int {
	results, done := make(chan int), make(chan struct{})
	go func() { // want `deferred waits for this goroutine before it receives from results`
		defer func() { close(done) }()
		results <- compute()
	}()
	<-done
	return <-results
}

func sends() int {
	done := make(chan bool)
	results := make(chan int)
	go func() { // want `sends waits for this goroutine before it receives from results`
		results <- compute()
		done <- true
	}()
	<-done
	return <-results
}

func started() int {
	started := make(chan bool)
	results := make(chan int)
	go func() {
		started <- true
		results <- compute()
	}()
	<-started
	return <-results
}

func room() int {
	results, done := make(chan int, 1), make(chan struct{})
	go func() {
		defer close(done)
		results <- compute()
	}()
	<-done
	return <-results
}

func tooLittleRoom() (int, int) {
	results, done := make(chan int, 1), make(chan struct{})
	go func() { // want `tooLittleRoom waits for this goroutine before it receives from results`
		defer close(done)
		results <- compute()
		results <- compute()
	}()
	<-done
	return <-results, <-results
}

func rounds(xs []int) (sum int) {
	results, done := make(chan int), make(chan struct{})
	go func() { // want `rounds waits for this goroutine before it receives from results`
		defer close(done)
		for _, x := range xs {
			results <- x * x
		}
	}()
	<-done
	for range xs {
		sum += <-results
	}
	return sum
}

func collected(xs []int) (sum int) {
	results, done := make(chan int), make(chan struct{})
	go func() {
		defer close(done)
		for x := range results {
			sum += x
		}
	}()
	go func() {
		defer close(results)
		for _, x := range xs {
			results <- x * x
		}
	}()
	<-done
	return sum
}

// sometimes the goroutine has nothing to send.
func sometimes() (int, error) {
	results, failed := make(chan int, 1), make(chan struct{})
	go func() {
		if compute() < 0 {
			close(failed)
			return
		}
		results <- compute()
	}()
	select {
	case <-failed:
		return 0, errors.New("failed")
	case v := <-results:
		return v, nil
	}
}

type job struct {
	results chan int
	done    chan struct{}
}

func (j *job) run() {
	defer close(j.done)
	j.give(compute())
}

func (j *job) give(v int) { j.results <- v }

func method() int {
	j := &job{results: make(chan int), done: make(chan struct{})}
	go j.run() // want `method waits for this goroutine before it receives from results`
	<-j.done
	return <-j.results
}

type fine struct {
	results chan int
	done    chan struct{}
}

func (f *fine) run() {
	defer close(f.done)
	f.results <- compute()
}

func methodFine() int {
	f := &fine{results: make(chan int), done: make(chan struct{})}
	go f.run()
	v := <-f.results
	<-f.done
	return v
}

func produce[T any](out chan<- T, done chan<- struct{}, v T) {
	out <- v
	close(done)
}

func generic() string {
	out, done := make(chan string), make(chan struct{})
	go produce(out, done, "v") // want `generic waits for this goroutine before it receives from out`
	<-done
	return <-out
}

// The rounds of a range over a number are as many as those of any other loop.
func drainedLate(n int) (sum int) {
	results := make(chan int)
	finished := make(chan struct{})
	go func() { // want `drainedLate waits for this goroutine before it receives from results`
		defer close(finished)
		for i := range n {
			results <- i
		}
		close(results)
	}()
	<-finished
	for v := range results {
		sum += v
	}
	return sum
}

func drained(n int) (sum int) {
	results := make(chan int)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for i := range n {
			results <- i
		}
		close(results)
	}()
	for v := range results {
		sum += v
	}
	<-finished
	return sum
}
