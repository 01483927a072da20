// Package late has goroutines that would be answered only by what comes after.
package late

// A channel that the goroutine closes itself when it has received.
func own(f func()) {
	done := make(chan struct{})
	go func() { // want `nothing sends on or closes done before this goroutine has received from it, which leaves it blocked in its receive forever \(recvleak\)`
		<-done
		f()
		close(done)
	}()
}

func deferred(f func()) {
	done := make(chan struct{})
	go func() { // want `nothing sends on or closes done before this goroutine has received from it`
		defer close(done)
		<-done
		f()
	}()
}

// The close stands in a method that only the goroutine calls.
type task struct{ done chan struct{} }

func newTask() *task {
	t := &task{done: make(chan struct{})}
	go t.run() // want `nothing sends on or closes done before this goroutine has received from it`
	return t
}

func (t *task) run() {
	<-t.done
	t.end()
}

func (t *task) end() { close(t.done) }

// The channel comes out of a function value that was handed to a helper.
func through(f func()) {
	go func() { // want `nothing sends on or closes stop before this goroutine has received from it`
		stop := make(chan struct{})
		defer close(stop)
		var got <-chan struct{}
		hand(func(c <-chan struct{}) { got = c }, stop)
		f()
		<-got
	}()
}

func hand(f func(<-chan struct{}), c <-chan struct{}) { f(c) }

// Near misses.

// The receive may be skipped.
func skipped(ready bool) {
	done := make(chan struct{})
	for range 2 {
		go func() {
			if !ready {
				<-done
				return
			}
			close(done)
		}()
	}
}

// Others may end it first.
type Job struct{ done chan struct{} }

func NewJob() *Job {
	j := &Job{done: make(chan struct{})}
	go j.run()
	return j
}

func (j *Job) run() {
	<-j.done
	j.End()
}

func (j *Job) End() { close(j.done) }

// Each waits for the one before it, and somebody begins.
type link struct {
	before *link
	done   chan struct{}
}

func (l *link) run() {
	if l.before != nil {
		<-l.before.done
	}
	close(l.done)
}

func chain(n int) {
	var last *link
	for range n {
		last = &link{last, make(chan struct{})}
		go last.run()
	}
	<-last.done
}

// A token goes round, and the first one is there.
func token(f func()) {
	turn := make(chan int, 1)
	turn <- 0
	for range 2 {
		go func() {
			n := <-turn
			f()
			turn <- n + 1
		}()
	}
}

// The helper is called with two functions, of which one closes the channel.
func two(f func()) {
	stop := make(chan struct{})
	go func() {
		pass(func(c chan struct{}) { <-c }, stop)
	}()
	pass(func(c chan struct{}) { close(c) }, stop)
}

func pass(f func(chan struct{}), c chan struct{}) { f(c) }
