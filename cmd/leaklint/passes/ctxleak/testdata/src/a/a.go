// Package a waits for contexts that are never done, and for some that are.
package a

import (
	"context"
	"os"
	"sync"
	"time"
)

type key struct{}

func roots(f func()) {
	ctx := context.Background()
	go func() { // want `goroutine ends only with context.Background, which is never done, so each call of roots leaves one behind \(ctxleak\)`
		<-ctx.Done()
		f()
	}()
	go func() { // want `goroutine ends only with context.TODO`
		<-context.TODO().Done()
	}()
	named := context.WithValue(ctx, key{}, 1)
	go Loop(named, f)                // want `goroutine ends only with context.Background`
	go Loop(context.Background(), f) // want `goroutine ends only with context.Background`
	go func() {                      // want `goroutine ends only with context.Background`
		Loop(ctx, f)
	}()
	time.AfterFunc(time.Second, func() { // want `goroutine ends only with context.Background`
		Until(f, ctx.Done())
	})
}

func detached(ctx context.Context, f func()) {
	free := context.WithoutCancel(ctx)
	go func() { // want `goroutine ends only with context.WithoutCancel`
		defer f()
		for free.Err() == nil {
			f()
			time.Sleep(time.Second)
		}
	}()
	go func() { // want `goroutine ends only with context.WithoutCancel`
		for {
			f()
			if err := free.Err(); err != nil {
				return
			}
		}
	}()
}

// Loop ends when ctx is done.
func Loop(ctx context.Context, f func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			f()
		}
	}
}

// Until ends when stop is closed.
func Until(f func(), stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		f()
	}
}

func lost(f func()) {
	ctx, _ := context.WithCancel(context.Background())
	go Loop(ctx, f) // want `goroutine ends only with a context whose cancel function nobody calls, so each call of lost leaves one behind`
	inner, cancel := context.WithCancel(context.Background())
	go func() { // want `goroutine ends only with a context whose cancel function nobody calls`
		defer cancel() // too late
		<-inner.Done()
	}()
}

type client struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// The cancel function is kept, and that is all.
func (c *client) watch(f func()) {
	c.ctx, c.cancel = context.WithCancel(context.Background())
	go c.wait(f) // want `goroutine ends only with a context whose cancel function nobody calls`
}

func (c *client) wait(f func()) {
	<-c.ctx.Done()
	f()
}

func some(name string, f func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	go Loop(ctx, f) // want `some may return without cancelling the context, which leaves this goroutine waiting for it for ever`
	if _, err := os.Stat(name); err != nil {
		return err
	}
	cancel()
	return nil
}

func cause(name string, f func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	go func() { // want `cause may return without cancelling the context`
		<-ctx.Done()
	}()
	if _, err := os.Stat(name); err == nil {
		cancel(nil)
	}
}

// Near misses.

func right(ctx context.Context, f func()) (stop func()) {
	go Loop(ctx, f)
	own, cancel := context.WithCancel(context.Background())
	go Loop(own, f)
	timed, cancel2 := context.WithTimeout(context.Background(), time.Minute)
	go func() {
		defer cancel2()
		<-timed.Done()
	}()
	child, _ := context.WithCancel(ctx)
	go Loop(child, f)
	return cancel
}

func deferred(name string, f func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go Loop(ctx, f)
	_, err := os.Stat(name)
	return err
}

func everyPath(name string, f func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	go Loop(ctx, f)
	if _, err := os.Stat(name); err != nil {
		cancel()
		return err
	}
	if name == "" {
		os.Exit(1)
	}
	cancel()
	return nil
}

// Somebody else has the cancel function.
func handedOver(f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go Loop(ctx, f)
	time.AfterFunc(time.Minute, cancel)
	ctx2, cancel2 := context.WithCancel(context.Background())
	go Loop(ctx2, f)
	go func() {
		f()
		cancel2()
	}()
}

type server struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newServer() *server {
	s := new(server)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go s.run()
	return s
}

func (s *server) run() { <-s.ctx.Done() }

func (s *server) Close() { s.cancel() }

// Another way out beside the context.
func other(jobs chan int, f func()) {
	ctx := context.Background()
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case _, ok := <-jobs:
				if !ok {
					return
				}
				f()
			}
		}
	}()
	go func() {
		select {
		case <-ctx.Done():
		case <-time.After(time.Minute):
		}
	}()
	go func() {
		for range 3 {
			if ctx.Err() != nil {
				return
			}
			f()
		}
	}()
}

// One of two.
func either(ctx context.Context, f func()) {
	if ctx == nil {
		ctx = context.Background()
	}
	go Loop(ctx, f)
}

// Once for the process.
var once sync.Once

func lazily(f func()) {
	once.Do(func() { go Loop(context.Background(), f) })
}

func init() {
	go Loop(context.Background(), func() {})
}
