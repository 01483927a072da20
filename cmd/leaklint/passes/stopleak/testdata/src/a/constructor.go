package a

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"dep"
)

// A client with a goroutine of its own.
type client struct {
	done  chan struct{}
	jobs  chan int
	queue *dep.Queue
	quit  atomic.Bool
	ln    net.Listener
}

func (c *client) dial() error { return errors.New("no") }

func (c *client) loop() {
	for {
		select {
		case <-c.done:
			return
		case <-time.After(time.Second):
		}
	}
}

func (c *client) Close() error {
	close(c.done)
	return nil
}

func newClient() (*client, error) {
	c := &client{done: make(chan struct{})}
	go c.loop() // want `newClient may return an error without a call of Close, which leaves this goroutine running forever`
	if err := c.dial(); err != nil {
		return nil, err
	}
	return c, nil
}

func newClientCloses() (*client, error) {
	c := &client{done: make(chan struct{})}
	go c.loop()
	if err := c.dial(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func newClientSignals() (*client, error) {
	c := &client{done: make(chan struct{})}
	go c.loop()
	if err := c.dial(); err != nil {
		close(c.done)
		return nil, err
	}
	return c, nil
}

func newClientLast() (*client, error) {
	c := &client{done: make(chan struct{})}
	if err := c.dial(); err != nil {
		return nil, err
	}
	go c.loop()
	return c, nil
}

// The object comes back beside the error, which callers take for nothing.
func newClientBoth(name string) (*client, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	c := &client{done: make(chan struct{})}
	go c.loop() // want `newClientBoth may return an error without a call of Close`
	return c, c.dial()
}

// Here the object is never nil, so that callers may close it.
func newClientAlways() (*client, error) {
	c := &client{done: make(chan struct{})}
	go c.loop()
	return c, c.dial()
}

// disk holds an object that has the goroutine.
type disk struct {
	queue *dep.Queue
	size  int
}

func (d *disk) open() error { return errors.New("no") }

func (d *disk) write(int) {}

func (d *disk) Close() {
	if d.queue != nil {
		d.queue.Shut()
	}
}

func newDisk(size int) (*disk, error) {
	if size < 0 {
		return nil, errors.New("negative")
	}
	d := &disk{}
	if size > 0 {
		d.queue = dep.NewQueue() // want `newDisk may return an error without a call of Shut`
	}
	return d, d.open()
}

func newDiskCloses(size int) (*disk, error) {
	d := &disk{}
	if size > 0 {
		d.queue = dep.NewQueue()
	}
	if err := d.open(); err != nil {
		if d.queue != nil {
			d.queue.Shut()
		}
		return nil, err
	}
	return d, nil
}

// worker ends when its channel is closed.
type worker struct {
	jobs   chan int
	cancel context.CancelFunc
}

func (w *worker) run() {
	for n := range w.jobs {
		_ = n
	}
}

func (w *worker) Add(n int) { w.jobs <- n }

func (w *worker) Stop() { close(w.jobs) }

func newWorker(path string) (*worker, error) {
	w := &worker{jobs: make(chan int)}
	go w.run() // want `newWorker may return an error without a call of Stop`
	if _, err := parse(path); err != nil {
		return nil, err
	}
	return w, nil
}

func useWorker(path string) error {
	w := &worker{jobs: make(chan int)}
	go w.run()
	defer w.Stop()
	_, err := parse(path)
	return err
}

// acceptor ends when its listener is closed.
type acceptor struct {
	ln net.Listener
}

func (a *acceptor) serve() {
	for {
		c, err := a.ln.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

func (a *acceptor) Close() { a.ln.Close() }

func listen(path string) (*acceptor, error) {
	ln, err := net.Listen("tcp", path)
	if err != nil {
		return nil, err
	}
	a := &acceptor{ln: ln}
	go a.serve() // want `listen may return an error without a call of Close`
	if _, err := parse(path); err != nil {
		return nil, err
	}
	return a, nil
}

// poller looks at a flag.
type poller struct{ quit atomic.Bool }

func (p *poller) run() {
	for !p.quit.Load() {
		time.Sleep(time.Second)
	}
}

func (p *poller) Stop() { p.quit.Store(true) }

func newPoller(path string) (*poller, error) {
	p := &poller{}
	go p.run() // want `newPoller may return an error without a call of Stop`
	if _, err := parse(path); err != nil {
		return nil, err
	}
	return p, nil
}

// short ends by itself.
type short struct{ done chan struct{} }

func (s *short) run() { close(s.done) }

func (s *short) Wait() { <-s.done }

func newShort(path string) (*short, error) {
	s := &short{done: make(chan struct{})}
	go s.run()
	if _, err := parse(path); err != nil {
		return nil, err
	}
	return s, nil
}

// bound ends with the context of the caller.
func newBound(ctx context.Context, path string) (*worker, error) {
	ctx, cancel := context.WithCancel(ctx)
	w := &worker{cancel: cancel}
	go w.wait(ctx)
	if _, err := parse(path); err != nil {
		return nil, err
	}
	return w, nil
}

func newUnbound(path string) (*worker, error) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &worker{cancel: cancel}
	go w.wait(ctx) // want `newUnbound may return an error without a call of Cancel`
	if _, err := parse(path); err != nil {
		return nil, err
	}
	return w, nil
}

func newUnboundCancels(path string) (*worker, error) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &worker{cancel: cancel}
	go w.wait(ctx)
	if _, err := parse(path); err != nil {
		cancel()
		return nil, err
	}
	return w, nil
}

func (w *worker) wait(ctx context.Context) { <-ctx.Done() }

func (w *worker) Cancel() { w.cancel() }
