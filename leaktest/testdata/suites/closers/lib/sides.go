package lib

import (
	"context"
	"net"
	"sync"
)

// control is a part of both sides of a connection, which end it each by a way of
// their own.
type control struct {
	wake chan struct{}
	done <-chan struct{}
}

func newControl(done <-chan struct{}) *control { return &control{make(chan struct{}), done} }

func (c *control) get() bool {
	for {
		select {
		case <-c.wake:
			return true
		case <-c.done:
			return false
		}
	}
}

func (c *control) write() {
	for c.get() {
	}
}

// Caller is one side: a context ends it.
type Caller struct {
	cancel context.CancelFunc
	ctl    *control
}

// NewCaller starts it.
func NewCaller() *Caller {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Caller{cancel: cancel, ctl: newControl(ctx.Done())}
	go func() { c.ctl.write() }()
	return c
}

// Close ends it, in goroutines that it waits for.
func (c *Caller) Close() {
	ended := make(chan struct{})
	go func(c *Caller) {
		defer close(ended)
		c.tearDown()
	}(c)
	<-ended
}

func (c *Caller) tearDown() { c.cancel() }

// Listener is the other side: its channel ends it.
type Listener struct {
	done chan struct{}
	ctl  *control
}

// NewListener starts it.
func NewListener() *Listener {
	l := &Listener{done: make(chan struct{})}
	l.ctl = newControl(l.done)
	go func() { l.ctl.write() }()
	return l
}

// Stop ends it.
func (l *Listener) Stop() { close(l.done) }

// StopGracefully ends it, too.
func (l *Listener) StopGracefully() { l.Stop() }

// loop is a part that several types hold, and that is ended by its method.
type loop struct{ end chan struct{} }

func (l *loop) run()  { <-l.end }
func (l *loop) stop() { close(l.end) }

// Reader has a loop.
type Reader struct{ loop *loop }

// NewReader starts it.
func NewReader() *Reader {
	r := &Reader{&loop{make(chan struct{})}}
	go r.loop.run()
	return r
}

// Detach ends it.
func (r *Reader) Detach() { r.loop.stop() }

// Close ends it, too.
func (r *Reader) Close() { r.loop.stop() }

// Writer has a loop.
type Writer struct{ loop *loop }

// NewWriter starts it.
func NewWriter() *Writer {
	w := &Writer{&loop{make(chan struct{})}}
	go w.loop.run()
	return w
}

// Close ends it.
func (w *Writer) Close() { w.loop.stop() }

// Fleet has a channel for each of its goroutines.
type Fleet struct{ stops []chan struct{} }

// NewFleet starts them.
func NewFleet(n int) *Fleet {
	f := &Fleet{}
	for range n {
		stop := make(chan struct{})
		f.stops = append(f.stops, stop)
		go func() { <-stop }()
	}
	return f
}

// Recall ends them all.
func (f *Fleet) Recall() {
	for _, stop := range f.stops {
		close(stop)
	}
}

// Acceptor closes the listeners that it serves, each in a type of its own.
type Acceptor struct {
	mu        sync.Mutex
	listeners map[net.Listener]bool
}

type counted struct {
	net.Listener
	n int
}

// Serve accepts until the listener is closed.
func (a *Acceptor) Serve(l net.Listener) error {
	c := &counted{Listener: l}
	a.mu.Lock()
	if a.listeners == nil {
		a.listeners = make(map[net.Listener]bool)
	}
	a.listeners[c] = true
	a.mu.Unlock()
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		c.n++
		conn.Close()
	}
}

// Stop closes all of them.
func (a *Acceptor) Stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for l := range a.listeners {
		l.Close()
	}
}
