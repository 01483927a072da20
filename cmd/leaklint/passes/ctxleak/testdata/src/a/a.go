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
	go func() { // want `goroutine ends only with a context that is canceled only when this wait is over, so each call of lost leaves one behind`
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

// The cancel function is called by the goroutine itself, after its wait.
type rows struct{ cancel context.CancelFunc }

func (r *rows) open() {
	var ctx context.Context
	ctx, r.cancel = context.WithCancel(context.Background())
	go r.await(ctx) // want `goroutine ends only with a context that is canceled only when this wait is over, so each call of \(\*rows\)\.open leaves one behind`
}

func (r *rows) await(ctx context.Context) {
	<-ctx.Done()
	r.close(ctx.Err())
}

func (r *rows) close(error) { r.cancel() }

// The wait is one case of a select in a loop.
type poller struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func (p *poller) start(f func()) {
	p.ctx, p.cancel = context.WithCancel(context.Background())
	go func() { // want `goroutine ends only with a context that is never done`
		p.loop(f)
	}()
}

func (p *poller) loop(f func()) {
	for {
		select {
		case <-time.After(time.Second):
			f()
		case <-p.ctx.Done():
			p.end()
			return
		}
	}
}

func (p *poller) end() { p.cancel() }

// Every caller passes a context that is never done.
func helper(ctx context.Context, f func()) {
	go Loop(ctx, f) // want `goroutine ends only with context.Background, which is never done, so each call of helper leaves one behind`
}

func callsHelper(f func()) { helper(context.Background(), f) }

func callsHelperToo(f func()) { helper(context.WithValue(context.Background(), key{}, 1), f) }

func some(name string, f func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	go Loop(ctx, f) // want `some may return without canceling the context, which leaves this goroutine waiting for it forever`
	if _, err := os.Stat(name); err != nil {
		return err
	}
	cancel()
	return nil
}

func cause(name string, f func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	go func() { // want `cause may return without canceling the context`
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

// It may cancel itself before it waits.
type early struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func (e *early) start(f func() error) {
	e.ctx, e.cancel = context.WithCancel(context.Background())
	go func() {
		if f() != nil {
			e.close()
		}
		<-e.ctx.Done()
		e.close()
	}()
}

func (e *early) close() { e.cancel() }

// Callers elsewhere may close it as well.
type Conn struct{ cancel context.CancelFunc }

func (c *Conn) Open() {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	go func() {
		<-ctx.Done()
		c.Close()
	}()
}

func (c *Conn) Close() { c.cancel() }

// So they may where the field is exported.
type Handle struct{ Cancel context.CancelFunc }

func (h *Handle) Open() {
	var ctx context.Context
	ctx, h.Cancel = context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
		h.Cancel()
	}()
}

// The wait that comes first is for another context, which somebody cancels.
func first(ctx context.Context, f func()) {
	own, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
		cancel()
		<-own.Done()
		f()
	}()
}

// Another way through the goroutine leads to the cancel function.
func beside(jobs <-chan func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	go func() {
		select {
		case <-ctx.Done():
		case f := <-jobs:
			f()
		}
		cancel()
	}()
}

// One of the callers passes its own context.
func mixed(ctx context.Context, f func()) { go Loop(ctx, f) }

func callsMixed(ctx context.Context, f func()) {
	mixed(context.Background(), f)
	mixed(ctx, f)
}

// Other packages may call it with theirs.
func Shared(ctx context.Context, f func()) { go Loop(ctx, f) }

func callsShared(f func()) { Shared(context.Background(), f) }

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
