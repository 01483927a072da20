// Package helper holds the stop and loop helpers that the idioms share, as a
// project keeps them in a package of its own.
package helper

import (
	"context"
	"sync"
	"time"
)

// Until calls f every period, until stop is closed.
func Until(f func(), period time.Duration, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		f()
		t := time.NewTimer(period)
		select {
		case <-stop:
			t.Stop()
			return
		case <-t.C:
		}
	}
}

// UntilWithContext is Until for a context.
func UntilWithContext(ctx context.Context, f func(context.Context), period time.Duration) {
	Until(func() { f(ctx) }, period, ctx.Done())
}

// Sleep waits for d or for the context, and reports whether it was d.
func Sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// A Stopper is closed once and watched by many.
type Stopper struct {
	once sync.Once
	ch   chan struct{}
}

// NewStopper returns one that is open.
func NewStopper() *Stopper { return &Stopper{ch: make(chan struct{})} }

// Stop closes it; more than once is allowed.
func (s *Stopper) Stop() { s.once.Do(func() { close(s.ch) }) }

// Stopped is closed by Stop.
func (s *Stopper) Stopped() <-chan struct{} { return s.ch }

// A Worker runs a function now and then until it is closed.
type Worker struct {
	stopper *Stopper
	done    chan struct{}
}

// NewWorker starts one.
func NewWorker(f func()) *Worker {
	w := &Worker{stopper: NewStopper(), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		Until(f, time.Second, w.stopper.Stopped())
	}()
	return w
}

// Close stops it and waits for it.
func (w *Worker) Close() error {
	w.stopper.Stop()
	<-w.done
	return nil
}
