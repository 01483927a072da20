package lib

import (
	"context"
	"time"
)

// Batch is stopped by a goroutine that its Shutdown starts.
type Batch struct {
	stop, stopped chan struct{}
}

// NewBatch starts it.
func NewBatch() *Batch {
	b := &Batch{stop: make(chan struct{}), stopped: make(chan struct{})}
	go b.process()
	return b
}

func (b *Batch) process() {
	defer close(b.stopped)
	for {
		select {
		case <-time.After(time.Hour):
		case <-b.stop:
			return
		}
	}
}

// Shutdown ends it and waits for that as long as ctx allows.
func (b *Batch) Shutdown(ctx context.Context) error {
	wait := make(chan struct{})
	go func() {
		defer close(wait)
		close(b.stop)
		<-b.stopped
	}()
	select {
	case <-wait:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Bridge closes its queue when its context is done.
type Bridge struct {
	items  chan int
	cancel context.CancelFunc
}

// NewBridge starts what reads the queue, and what closes it.
func NewBridge() *Bridge {
	ctx, cancel := context.WithCancel(context.Background())
	b := &Bridge{items: make(chan int), cancel: cancel}
	go b.read()
	b.watch(ctx)
	return b
}

func (b *Bridge) read() {
	for range b.items {
	}
}

func (b *Bridge) watch(ctx context.Context) {
	go func() {
		<-ctx.Done()
		b.shut()
	}()
}

func (b *Bridge) shut() { close(b.items) }

// Dismantle ends both.
func (b *Bridge) Dismantle() { b.cancel() }

// buffer is closed by its owner.
type buffer struct{ c chan func() }

func (b *buffer) get() <-chan func() { return b.c }
func (b *buffer) close()             { close(b.c) }

// Serializer calls functions one after the other until a context is done.
type Serializer struct {
	calls  *buffer
	cancel func()
}

// NewSerializer starts it.
func NewSerializer() *Serializer {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Serializer{calls: &buffer{make(chan func())}, cancel: cancel}
	go s.run(ctx)
	return s
}

func (s *Serializer) run(ctx context.Context) {
	context.AfterFunc(ctx, s.calls.close)
	for call := range s.calls.get() {
		call()
	}
}

// Close ends it.
func (s *Serializer) Close() { s.cancel() }

// Chain is ended by a goroutine that Start starts.
type Chain struct{ stop, done chan struct{} }

// NewChain starts the worker.
func NewChain() *Chain {
	c := &Chain{make(chan struct{}), make(chan struct{})}
	go func() { <-c.done }()
	return c
}

// Start starts what ends the worker.
func (c *Chain) Start() { go c.watch() }

func (c *Chain) watch() {
	<-c.stop
	close(c.done)
}

// End ends both.
func (c *Chain) End() { close(c.stop) }

// Timed ends by a timer that Reset sets.
type Timed struct{ done chan struct{} }

// NewTimed starts it.
func NewTimed() *Timed {
	t := &Timed{make(chan struct{})}
	go func() { <-t.done }()
	return t
}

// Reset is no call that ends it: that happens in an hour.
func (t *Timed) Reset() { time.AfterFunc(time.Hour, func() { close(t.done) }) }

// Later ends it in an hour, too.
func (t *Timed) Later() {
	go func() {
		time.Sleep(time.Hour)
		close(t.done)
	}()
}

// Inbox has no way out: nothing closes its channel.
type Inbox struct{ letters chan string }

// NewInbox starts the reader.
func NewInbox() *Inbox {
	i := &Inbox{make(chan string, 1)}
	go func() {
		for range i.letters {
		}
	}()
	return i
}

// Put does not end it.
func (i *Inbox) Put(s string) { i.letters <- s }

// Asked leaves when its channel is closed, which it asks in an if.
type Asked struct{ wake chan struct{} }

// NewAsked starts it.
func NewAsked() *Asked {
	a := &Asked{make(chan struct{}, 1)}
	go func() {
		for {
			if _, ok := <-a.wake; !ok {
				return
			}
		}
	}()
	return a
}

// Kick does not end it.
func (a *Asked) Kick() { a.wake <- struct{}{} }

// Release ends it.
func (a *Asked) Release() { close(a.wake) }

// Plain has a Shutdown and one that takes a context.
type Plain struct{ quit chan struct{} }

// NewPlain starts it.
func NewPlain() *Plain {
	p := &Plain{make(chan struct{})}
	go func() { <-p.quit }()
	return p
}

// Shutdown ends it.
func (p *Plain) Shutdown() error { return p.ShutdownWithContext(context.Background()) }

// ShutdownWithContext ends it.
func (p *Plain) ShutdownWithContext(context.Context) error {
	close(p.quit)
	return nil
}

// Layer is an interface whose maker calls itself.
type Layer interface {
	With() Layer
	Close()
}

type layer struct{ end chan struct{} }

// NewLayer starts the innermost one.
func NewLayer(deep int) Layer {
	if deep > 0 {
		l := NewLayer(deep - 1)
		return l.With()
	}
	l := &layer{make(chan struct{})}
	go func() { <-l.end }()
	return l
}

func (l *layer) With() Layer { return l }
func (l *layer) Close()      { close(l.end) }

// Spiral has a method that returns what it returns itself.
type Spiral struct{ end chan struct{} }

// NewSpiral starts it.
func NewSpiral() *Spiral {
	s := &Spiral{make(chan struct{})}
	go func() { <-*s.at(2) }()
	return s
}

func (s *Spiral) at(n int) *chan struct{} {
	if n == 0 {
		return &s.end
	}
	return &*s.at(n - 1)
}

// Close ends it, which nothing shows.
func (s *Spiral) Close() { close(s.end) }
