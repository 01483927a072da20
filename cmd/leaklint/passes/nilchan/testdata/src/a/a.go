// Package a uses channels that are nil, and some that are not.
package a

import (
	"sync"
	"time"
)

func receives() {
	var ch chan int
	go func() { // want `goroutine receives from a channel that is never made, so it blocks forever \(nilchan\)`
		<-ch
	}()
	<-ch // want `receives from a channel that is never made, so whoever comes here blocks forever`
}

func sends() {
	var ch chan int = nil
	go func() { ch <- 1 }() // want `goroutine sends to a channel that is never made`
	go send(nil)            // want `goroutine sends to a channel that is never made`
}

func send(ch chan<- int) { ch <- 1 }

func ranges() {
	var ch chan int
	go func() { // want `goroutine receives from a channel that is never made`
		for range ch {
		}
	}()
	go func() { // want `goroutine selects only on a channel that is never made`
		var other chan string
		select {
		case <-ch:
		case other <- "x":
		}
	}()
}

// queue has a channel that nobody ever makes.
type queue struct {
	items chan int
	made  chan int
}

func newQueue() *queue {
	q := &queue{made: make(chan int)}
	go q.run() // want `goroutine receives from a channel that is never made`
	go func() { <-q.made }()
	return q
}

func (q *queue) run() {
	for range q.items {
	}
}

var global chan int

func waitGlobal() {
	go func() { <-global }() // want `goroutine receives from a channel that is never made`
}

// time.AfterFunc timers have no channel.

func drain(timeout time.Duration) {
	t := time.AfterFunc(timeout, func() {})
	go func() { // want `goroutine receives from the C of a time.AfterFunc timer, which is nil, so it blocks forever`
		defer func() {
			if !t.Stop() {
				<-t.C
			}
		}()
	}()
}

type frame struct{ timer *time.Timer }

func (f *frame) start() {
	f.timer = time.AfterFunc(time.Second, func() {})
}

func (f *frame) stop() {
	go f.wait() // want `goroutine receives from the C of a time.AfterFunc timer`
}

func (f *frame) wait() { <-f.timer.C }

// A timer that is made on one path only: what comes after the test is the C of it.
func frames(timeout time.Duration, recv func() error) {
	go func() { // want `goroutine receives from the C of a time.AfterFunc timer`
		next := func(t *time.Timer) bool {
			if err := recv(); err != nil && t != nil && !t.Stop() {
				<-t.C
			}
			return true
		}
		var t *time.Timer
		if timeout > 0 {
			t = time.AfterFunc(timeout, func() {})
			defer t.Stop()
		}
		for next(t) {
		}
	}()
}

// One start hands over nil, the other a channel.
func handedOver() {
	var none chan<- int
	go emit(none) // want `goroutine sends to a channel that is nil here, so it blocks forever`
	out := make(chan int)
	go emit(out)
	<-out
}

func emit(out chan<- int) { out <- 1 }

// Near misses.

// A hook of the tests, which may set it.
var hook chan struct{}

func hooked() {
	go func() {
		if hook != nil {
			<-hook
		}
	}()
	go optional(nil)
}

func optional(done chan struct{}) {
	if done == nil {
		return
	}
	<-done
}

func made(now bool) {
	var ch chan int
	if now {
		ch = make(chan int)
	}
	go func() { <-ch }()
	var later chan int
	go func() { <-later }()
	later = make(chan int)
}

// A nil case of a select is switched off, and another one is there.
func switchedOff(in chan int, done chan struct{}) {
	var off chan int
	go func() {
		select {
		case <-off:
		case <-in:
		case <-done:
		}
	}()
	select {
	case <-off:
	default:
	}
}

func drainRight(timeout time.Duration) {
	t := time.NewTimer(timeout)
	go func() {
		if !t.Stop() {
			<-t.C
		}
	}()
}

type either struct{ timer *time.Timer }

func (e *either) set(f func()) {
	if f != nil {
		e.timer = time.AfterFunc(time.Second, f)
	} else {
		e.timer = time.NewTimer(time.Second)
	}
	go func() { <-e.timer.C }()
}

// Exported fields and variables may be set elsewhere.

type Options struct{ Stop chan struct{} }

func watch(o *Options) {
	go func() { <-o.Stop }()
}

var Done chan struct{}

func watchDone() {
	go func() { <-Done }()
}

// Filled in through its address.
func filled() {
	var ch chan int
	fill(&ch)
	go func() { <-ch }()
}

func fill(ch *chan int) { *ch = make(chan int) }

type lazy struct {
	once sync.Once
	ch   chan int
}

func (l *lazy) get() chan int {
	l.once.Do(func() { l.ch = make(chan int) })
	return l.ch
}

func useLazy(l *lazy) {
	go func() { <-l.get() }()
}
