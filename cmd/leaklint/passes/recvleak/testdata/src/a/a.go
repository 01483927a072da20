package a

import (
	"sync"
	"time"
)

func check(string) error { return nil }

// Nobody answers.

func never(f func()) {
	ready := make(chan struct{})
	go func() { // want `nobody sends on or closes ready, which leaves this goroutine blocked in its receive forever \(recvleak\)`
		<-ready
		f()
	}()
}

func closed(f func()) {
	ready := make(chan struct{})
	go func() {
		<-ready
		f()
	}()
	close(ready)
}

func closedBefore(f func()) {
	ready := make(chan struct{})
	close(ready)
	go func() {
		<-ready
		f()
	}()
}

func filled() {
	token := make(chan int, 1)
	token <- 1
	go func() { <-token }()
}

// A path that does not answer.

func errorReturn(name string) error {
	done := make(chan struct{})
	go func() { // want `errorReturn may return without sending on or closing done`
		<-done
	}()
	if err := check(name); err != nil {
		return err
	}
	close(done)
	return nil
}

func deferred(name string) error {
	done := make(chan struct{})
	defer close(done)
	go func() { <-done }()
	if err := check(name); err != nil {
		return err
	}
	return nil
}

func two(names []string) {
	sizes := make(chan int)
	go func() { // want `two may return without sending on or closing sizes`
		println(<-sizes + <-sizes)
	}()
	sizes <- len(names)
	if len(names) > 1 {
		sizes <- len(names[0])
	}
}

// A field.

type gate struct{ open chan struct{} }

func newGate() *gate {
	g := &gate{open: make(chan struct{})}
	go g.wait() // want `nobody sends on or closes open`
	return g
}

func (g *gate) wait() { <-g.open }

type opened struct{ open chan struct{} }

func newOpened() *opened {
	o := &opened{open: make(chan struct{})}
	go o.wait()
	return o
}

func (o *opened) wait() { <-o.open }

// Open lets the goroutine go.
func (o *opened) Open() { close(o.open) }

// A channel of the goroutine's own.

func own() {
	go func() { // want `nobody sends on or closes the channel`
		<-make(chan int)
	}()
}

func ownSkipped(name string) {
	go func() { // want `a function in ownSkipped may return without sending on or closing done`
		done := make(chan struct{})
		go func() {
			if check(name) != nil {
				return
			}
			close(done)
		}()
		<-done
	}()
}

func ownDeferred(name string) {
	go func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			if check(name) != nil {
				return
			}
		}()
		<-done
	}()
}

// ownStopped leaves its helper a way out that it only opens afterwards.
func ownStopped() {
	go func() {
		stop, out := make(chan struct{}), make(chan int)
		defer close(stop)
		go func() {
			select {
			case out <- 1:
			case <-stop:
			}
		}()
		println(<-out)
	}()
}

// Selects.

func deadSelect() {
	go func() { // want `nobody sends on or closes the channel`
		select {
		case <-make(chan int):
		case make(chan int) <- 1:
		}
	}()
}

type looper struct {
	work chan func()
	quit chan struct{}
}

func newLooper() *looper {
	l := &looper{work: make(chan func()), quit: make(chan struct{})}
	go l.run() // want `nobody sends on or closes quit, the only way out of this goroutine's loop, so it never ends`
	return l
}

func (l *looper) run() {
	for {
		select {
		case f := <-l.work:
			f()
		case <-l.quit:
			return
		}
	}
}

// Do runs f.
func (l *looper) Do(f func()) { l.work <- f }

type stopper struct {
	work chan func()
	quit chan struct{}
}

func newStopper() *stopper {
	s := &stopper{work: make(chan func()), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *stopper) run() {
	for {
		select {
		case f := <-s.work:
			f()
		case <-s.quit:
			return
		}
	}
}

// Do runs f.
func (s *stopper) Do(f func()) { s.work <- f }

// Stop ends the goroutine.
func (s *stopper) Stop() { close(s.quit) }

// forgotten has its stop in a function that nobody calls.
type forgotten struct{ quit chan struct{} }

// NewForgotten starts the goroutine.
func NewForgotten() *forgotten {
	f := &forgotten{quit: make(chan struct{})}
	go f.run() // want `nobody sends on or closes quit, the only way out`
	return f
}

func (f *forgotten) run() {
	for {
		select {
		case <-time.After(time.Second):
			println("tick")
		case <-f.quit:
			return
		}
	}
}

func (f *forgotten) stop() { close(f.quit) }

var once sync.Once

// daemon lives as long as the process.
func daemon() {
	once.Do(func() {
		quit := make(chan struct{})
		go func() {
			for {
				select {
				case <-time.After(time.Second):
					println("tick")
				case <-quit:
					return
				}
			}
		}()
	})
}

// bothAnswer waits for two goroutines that answer once each.
func bothAnswer() {
	stop := make(chan struct{})
	go func() { defer func() { stop <- struct{}{} }(); check("a") }()
	go func() { defer func() { stop <- struct{}{} }(); check("b") }()
	go func() {
		<-stop
		<-stop
	}()
}

// asMany waits for as many as it was told to.
func asMany(n int, parts []string) {
	done := make(chan struct{}, 1)
	go func() {
		for i := 0; i < n; i++ {
			<-done
		}
	}()
	for _, part := range parts {
		if check(part) == nil {
			done <- struct{}{}
		}
	}
}
