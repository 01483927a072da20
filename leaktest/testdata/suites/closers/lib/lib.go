// Package lib has types whose goroutines end in various ways.
package lib

import (
	"bufio"
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Cache is cleaned by a janitor that Close stops.
type Cache[K comparable, V any] struct {
	mu   sync.Mutex
	data map[K]V
	done chan struct{}
}

// NewCache starts the janitor.
func NewCache[K comparable, V any]() *Cache[K, V] {
	c := &Cache[K, V]{data: map[K]V{}, done: make(chan struct{})}
	go c.janitor(time.Minute)
	return c
}

func (c *Cache[K, V]) janitor(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.mu.Lock()
			clear(c.data)
			c.mu.Unlock()
		case <-c.done:
			return
		}
	}
}

// Close stops the janitor.
func (c *Cache[K, V]) Close() { close(c.done) }

// Poller is started by Start and ends by the cancel function in a field.
type Poller struct {
	cancel context.CancelFunc
	polls  int
}

// Start starts it.
func (p *Poller) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	go p.run(ctx)
}

func (p *Poller) run(ctx context.Context) {
	for {
		select {
		case <-time.After(time.Minute):
			p.polls++
		case <-ctx.Done():
			return
		}
	}
}

// Shutdown ends it.
func (p *Poller) Shutdown() {
	if p.cancel != nil {
		p.cancel()
	}
}

// Pool's workers end when the channel of jobs is closed.
type Pool struct{ jobs chan func() }

// NewPool starts workers.
func NewPool(n int) *Pool {
	p := &Pool{make(chan func())}
	for range n {
		go worker(p.jobs)
	}
	return p
}

func worker(jobs <-chan func()) {
	for job := range jobs {
		job()
	}
}

// Release lets the workers go.
func (p *Pool) Release() { close(p.jobs) }

// Grow is no way to end one.
func (p *Pool) Grow() { go worker(p.jobs) }

// base has the way out of what embeds it.
type base struct {
	quit chan struct{}
	once sync.Once
}

func (b *base) Stop() { b.once.Do(b.stop) }
func (b *base) stop() { close(b.quit) }

// Ticker embeds what stops it.
type Ticker struct {
	base
	n int
}

// NewTicker starts it.
func NewTicker() *Ticker {
	t := &Ticker{base: base{quit: make(chan struct{})}}
	go func() {
		tick := time.NewTicker(time.Hour)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				t.n++
			case <-t.quit:
				return
			}
		}
	}()
	return t
}

// Queue wakes its worker by a condition.
type Queue struct {
	cond   *sync.Cond
	items  []int
	closed bool
}

// NewQueue starts the worker.
func NewQueue() *Queue {
	q := &Queue{cond: sync.NewCond(&sync.Mutex{})}
	go q.work()
	return q
}

func (q *Queue) work() {
	for {
		if _, ok := q.get(); !ok {
			return
		}
	}
}

func (q *Queue) get() (int, bool) {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	if q.closed {
		return 0, false
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, true
}

// ShutDown ends the worker.
func (q *Queue) ShutDown() {
	q.cond.L.Lock()
	defer q.cond.L.Unlock()
	q.closed = true
	q.cond.Broadcast()
}

// Scheduler is an interface, as some libraries return one.
type Scheduler interface {
	Jobs() int
	Shutdown() error
}

type scheduler struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// NewScheduler starts one.
func NewScheduler() (Scheduler, error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &scheduler{ctx: ctx, cancel: cancel}
	go s.loop()
	return s, nil
}

func (s *scheduler) loop() {
	<-s.ctx.Done()
}

func (s *scheduler) Jobs() int { return 0 }

func (s *scheduler) Shutdown() error {
	s.cancel()
	return nil
}

// Conn reads until it is closed.
type Conn struct {
	conn net.Conn
	r    *bufio.Reader
}

// Dial returns a connection that is read.
func Dial(address string) (*Conn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &Conn{conn: conn, r: bufio.NewReader(conn)}
	go c.readLoop()
	return c, nil
}

func (c *Conn) readLoop() {
	for {
		if _, err := c.r.ReadByte(); err != nil {
			return
		}
	}
}

// Write writes.
func (c *Conn) Write(b []byte) (int, error) { return c.conn.Write(b) }

// Disconnect closes the connection.
func (c *Conn) Disconnect() error { return c.conn.Close() }

// Client holds a pool of another type, which its Close closes.
type Client struct{ inner closer }

type closer interface{ close() }

type transport struct{ stopped chan struct{} }

// NewClient starts what its transport needs.
func NewClient() *Client {
	tr := &transport{stopped: make(chan struct{})}
	go tr.keepalive()
	return &Client{inner: tr}
}

func (tr *transport) keepalive() { <-tr.stopped }
func (tr *transport) close()     { close(tr.stopped) }

// Close closes the transport.
func (c *Client) Close() error {
	c.inner.close()
	return nil
}

// Watch starts a goroutine; what it returns ends it.
func Watch() (stop func()) {
	done := make(chan struct{})
	go func() { <-done }()
	return sync.OnceFunc(func() { close(done) })
}

// Follow runs until the context of its caller is done.
func Follow(ctx context.Context) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Hour):
			}
		}
	}()
}

// Twice has two methods that end it.
type Twice struct{ stop chan struct{} }

// NewTwice starts it.
func NewTwice() *Twice {
	t := &Twice{stop: make(chan struct{})}
	go func() { <-t.stop }()
	return t
}

// Close ends it.
func (t *Twice) Close() { close(t.stop) }

// Abort ends it, too.
func (t *Twice) Abort() { close(t.stop) }

// Flagged asks an atomic flag.
type Flagged struct{ stopped atomic.Bool }

// NewFlagged starts it.
func NewFlagged() *Flagged {
	f := &Flagged{}
	go func() {
		for !f.stopped.Load() {
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return f
}

// Quit ends it.
func (f *Flagged) Quit() { f.stopped.Store(true) }

// Forever has a Close that does not end its goroutine.
type Forever struct{ w io.Writer }

// NewForever starts one that nothing ends.
func NewForever() *Forever {
	f := &Forever{}
	go func() {
		for range time.Tick(time.Hour) {
			_ = f.w
		}
	}()
	return f
}

// Close does not end it.
func (f *Forever) Close() error { return nil }

// Lazy is used as a literal, and starts when it is first written to.
type Lazy struct {
	Size int
	stop chan struct{}
	once sync.Once
}

// Write starts it.
func (l *Lazy) Write(b []byte) (int, error) {
	l.once.Do(l.start)
	return len(b), nil
}

func (l *Lazy) start() {
	l.stop = make(chan struct{})
	go l.flush()
}

func (l *Lazy) flush() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-l.stop:
			return
		}
	}
}

// Stop ends it.
func (l *Lazy) Stop() { close(l.stop) }

// Sent is stopped by a value, as cron is.
type Sent struct {
	stop    chan struct{}
	running bool
}

// NewSent returns one that is not started.
func NewSent() *Sent { return &Sent{stop: make(chan struct{})} }

// Start starts it.
func (s *Sent) Start() {
	s.running = true
	go s.run()
}

func (s *Sent) run() {
	for {
		timer := time.NewTimer(time.Hour)
		for {
			select {
			case <-timer.C:
			case <-s.stop:
				timer.Stop()
				return
			}
			break
		}
	}
}

// Stop sends to it.
func (s *Sent) Stop() context.Context {
	if s.running {
		s.stop <- struct{}{}
		s.running = false
	}
	return context.Background()
}

// Group runs its workers in a WaitGroup and an errgroup-like Go.
type Group struct {
	wg  sync.WaitGroup
	end chan struct{}
}

// NewGroup starts it.
func NewGroup() *Group {
	g := &Group{}
	g.end = make(chan struct{})
	g.wg.Go(func() {
		<-g.end
	})
	return g
}

// Wait waits, and does not end it.
func (g *Group) Wait() { g.wg.Wait() }

// Finish ends it.
func (g *Group) Finish() {
	close(g.end)
	g.wg.Wait()
}
