// Package flag leaves a loop when a flag is set.
package flag

import (
	"sync/atomic"
	"time"
)

type poller struct {
	stopped bool
	work    func()
}

func newPoller(work func()) *poller {
	p := &poller{work: work}
	go p.loop() // want `goroutine leaves its loop only when a flag is set that nobody sets, so each call of newPoller leaves one behind`
	return p
}

func (p *poller) loop() {
	for !p.stopped {
		p.work()
	}
}

type stoppable struct {
	stopped bool
	work    func()
}

func newStoppable(work func()) *stoppable {
	s := &stoppable{work: work}
	go s.loop()
	return s
}

func (s *stoppable) loop() {
	for !s.stopped {
		s.work()
	}
}

func (s *stoppable) stop() { s.stopped = true }

type atomicPoller struct {
	done atomic.Bool
	work func() error
}

func newAtomicPoller(work func() error) *atomicPoller {
	p := &atomicPoller{work: work}
	go func() { // want `leaves its loop only when a flag is set that nobody sets`
		for {
			if p.done.Load() {
				return
			}
			p.work()
			time.Sleep(time.Second)
		}
	}()
	return p
}

type atomicStoppable struct {
	done atomic.Bool
	work func() error
}

func newAtomicStoppable(work func() error) *atomicStoppable {
	s := &atomicStoppable{work: work}
	go func() {
		for {
			if s.done.Load() {
				return
			}
			s.work()
			time.Sleep(time.Second)
		}
	}()
	return s
}

func (s *atomicStoppable) Close() { s.done.Swap(true) }

// exported may be set by others.
type exported struct {
	Stopped bool
	work    func()
}

func newExported(work func()) *exported {
	e := &exported{work: work}
	go func() {
		for !e.Stopped {
			e.work()
		}
	}()
	return e
}

func local(work func()) {
	var stop atomic.Bool
	go func() { // want `leaves its loop only when a flag is set that nobody sets`
		for !stop.Load() {
			work()
		}
	}()
	work()
}

func localSet(work func()) {
	var stop atomic.Bool
	defer stop.Store(true)
	go func() {
		for !stop.Load() {
			work()
		}
	}()
	work()
}

func localBool(work func()) {
	stop := false
	go func() {
		for !stop {
			work()
		}
	}()
	work()
	stop = true
}

// handed may be set by what it is handed to.
func handed(work func(*atomic.Bool)) {
	var stop atomic.Bool
	go func() {
		for !stop.Load() {
			work(&stop)
		}
	}()
}

// otherwise has another way out.
func otherwise(work func() error) {
	var stop atomic.Bool
	go func() {
		for !stop.Load() {
			if work() != nil {
				return
			}
		}
	}()
}

type queue[T any] struct {
	closed bool
	next   func() T
}

func newQueue[T any](next func() T) *queue[T] {
	q := &queue[T]{next: next}
	go func() { // want `leaves its loop only when a flag is set that nobody sets`
		for {
			q.next()
			if q.closed {
				break
			}
		}
	}()
	return q
}
