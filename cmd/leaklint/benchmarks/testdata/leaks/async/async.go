// Package async holds what a project keeps in a helper package: the programs
// next to it start goroutines, send and receive through these functions.
package async

import (
	"context"
	"sync"
	"time"
)

// Go runs f in a new goroutine.
func Go(f func()) {
	go f()
}

// Publish sends v and comes back when somebody has taken it.
func Publish[T any](out chan<- T, v T) {
	out <- v
}

// Await comes back when done is closed or sent to.
func Await(done <-chan struct{}) {
	<-done
}

// AwaitContext is Await with a way out.
func AwaitContext(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Drain takes what comes until in is closed.
func Drain[T any](in <-chan T) {
	for range in {
	}
}

// Until calls f every period, until stop is closed.
func Until(f func(), period time.Duration, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(period):
			f()
		}
	}
}

// Unbuffered returns a channel without room.
func Unbuffered() chan error {
	return make(chan error)
}

// Buffered returns a channel with room for one.
func Buffered() chan error {
	return make(chan error, 1)
}

// A Poller calls a function now and then.
type Poller struct {
	stop chan struct{}
	once sync.Once
}

// NewPoller starts a goroutine that lives until Close is called.
func NewPoller(f func()) *Poller {
	p := &Poller{stop: make(chan struct{})}
	go Until(f, time.Second, p.stop)
	return p
}

// Close ends the goroutine.
func (p *Poller) Close() {
	p.once.Do(func() { close(p.stop) })
}
