package lib

import "context"

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
