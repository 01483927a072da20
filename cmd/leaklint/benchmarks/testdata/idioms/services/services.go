// Package services holds clients, watchers, loggers and limiters with their ends, and
// locks and rows that are given back on every path.
package services

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// event loop with nil-channel trick
type Outbox struct {
	in   chan string
	out  chan string
	quit chan struct{}
	done chan struct{}
}

func NewOutbox() *Outbox {
	o := &Outbox{make(chan string), make(chan string), make(chan struct{}), make(chan struct{})}
	go o.run()
	return o
}

func (o *Outbox) run() {
	defer close(o.done)
	var queue []string
	for {
		var out chan string
		var first string
		if len(queue) > 0 {
			out, first = o.out, queue[0]
		}
		select {
		case s := <-o.in:
			queue = append(queue, s)
		case out <- first:
			queue = queue[1:]
		case <-o.quit:
			return
		}
	}
}

func (o *Outbox) Put(s string) error {
	select {
	case o.in <- s:
		return nil
	case <-o.done:
		return errors.New("closed")
	}
}

func (o *Outbox) Get() (string, bool) {
	select {
	case s := <-o.out:
		return s, true
	case <-o.done:
		return "", false
	}
}

func (o *Outbox) Close() { close(o.quit); <-o.done }

// RPC client: pending map, reader fails all on close
type Client struct {
	conn    net.Conn
	mu      sync.Mutex
	pending map[int]chan string
	next    int
	err     error
}

func NewClient(c net.Conn) *Client {
	cl := &Client{conn: c, pending: map[int]chan string{}}
	go cl.read()
	return cl
}

func (c *Client) read() {
	buf := make([]byte, 100)
	for {
		n, err := c.conn.Read(buf)
		if err != nil {
			c.mu.Lock()
			c.err = err
			for id, ch := range c.pending {
				close(ch)
				delete(c.pending, id)
			}
			c.mu.Unlock()
			return
		}
		c.mu.Lock()
		ch := c.pending[int(buf[0])]
		delete(c.pending, int(buf[0]))
		c.mu.Unlock()
		if ch != nil {
			ch <- string(buf[1:n])
		}
	}
}

func (c *Client) Call(ctx context.Context, s string) (string, error) {
	ch := make(chan string, 1)
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return "", c.err
	}
	id := c.next
	c.next++
	c.pending[id] = ch
	c.mu.Unlock()
	if _, err := c.conn.Write([]byte(s)); err != nil {
		c.mu.Lock()
		delete(c.pending, id)
		c.mu.Unlock()
		return "", err
	}
	select {
	case r, ok := <-ch:
		if !ok {
			return "", io.EOF
		}
		return r, nil
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.pending, id)
		c.mu.Unlock()
		return "", ctx.Err()
	}
}

func (c *Client) Close() error { return c.conn.Close() }

// idle workers that leave by themselves
type Elastic struct {
	mu    sync.Mutex
	tasks chan func()
	n     int
}

func (e *Elastic) Submit(f func()) {
	select {
	case e.tasks <- f:
		return
	default:
	}
	e.mu.Lock()
	e.n++
	e.mu.Unlock()
	go func() {
		f()
		t := time.NewTimer(time.Second)
		defer t.Stop()
		for {
			select {
			case f := <-e.tasks:
				f()
				t.Reset(time.Second)
			case <-t.C:
				e.mu.Lock()
				e.n--
				e.mu.Unlock()
				return
			}
		}
	}()
}

// subscription object with Unsubscribe closing quit and waiting err channel
type Sub struct {
	unsub chan struct{}
	err   chan error
	once  sync.Once
}

func NewSub(producer func(quit <-chan struct{}) error) *Sub {
	s := &Sub{unsub: make(chan struct{}), err: make(chan error, 1)}
	go func() {
		defer close(s.err)
		if err := producer(s.unsub); err != nil {
			s.err <- err
		}
	}()
	return s
}

func (s *Sub) Unsubscribe() {
	s.once.Do(func() {
		close(s.unsub)
		<-s.err
	})
}

// stage with error: cancel then drain
func Process(parent context.Context, src func(context.Context, chan<- int) error, f func(int) error) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	ch := make(chan int)
	errc := make(chan error, 1)
	go func() {
		defer close(ch)
		errc <- src(ctx, ch)
	}()
	for v := range ch {
		if err := f(v); err != nil {
			cancel()
			for range ch {
			}
			<-errc
			return err
		}
	}
	return <-errc
}

// watch with resync
type Watcher struct {
	events chan string
	stop   chan struct{}
	wg     sync.WaitGroup
}

func Watch(poll func() []string) *Watcher {
	w := &Watcher{events: make(chan string), stop: make(chan struct{})}
	w.wg.Add(1)
	go w.loop(poll)
	return w
}

func (w *Watcher) loop(poll func() []string) {
	defer w.wg.Done()
	defer close(w.events)
	for {
		for _, e := range poll() {
			select {
			case w.events <- e:
			case <-w.stop:
				return
			}
		}
		select {
		case <-time.After(time.Second):
		case <-w.stop:
			return
		}
	}
}

func (w *Watcher) Events() <-chan string { return w.events }

func (w *Watcher) Stop() {
	close(w.stop)
	w.wg.Wait()
}

func UseWatcher(poll func() []string) string {
	w := Watch(poll)
	defer w.Stop()
	for e := range w.Events() {
		if e != "" {
			return e
		}
	}
	return ""
}

// locks with several returns
type Cache struct {
	mu sync.RWMutex
	m  map[string]int
}

func (c *Cache) Get(k string, load func() (int, error)) (int, error) {
	c.mu.RLock()
	v, ok := c.m[k]
	c.mu.RUnlock()
	if ok {
		return v, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.m[k]; ok {
		return v, nil
	}
	v, err := load()
	if err != nil {
		return 0, err
	}
	c.m[k] = v
	return v, nil
}

func (c *Cache) Move(from, to *Cache, k string) {
	first, second := from, to
	if fmt.Sprintf("%p", from) > fmt.Sprintf("%p", to) {
		first, second = to, from
	}
	first.mu.Lock()
	second.mu.Lock()
	to.m[k] = from.m[k]
	second.mu.Unlock()
	first.mu.Unlock()
}

// http fetching with many
func FetchAll(ctx context.Context, c *http.Client, urls []string) ([][]byte, error) {
	type result struct {
		i    int
		body []byte
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result)
	for i, u := range urls {
		go func() {
			body, err := fetch(ctx, c, u)
			select {
			case results <- result{i, body, err}:
			case <-ctx.Done():
			}
		}()
	}
	out := make([][]byte, len(urls))
	for range urls {
		select {
		case r := <-results:
			if r.err != nil {
				return nil, r.err
			}
			out[r.i] = r.body
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return out, nil
}

func fetch(ctx context.Context, c *http.Client, u string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", u, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return nil, errors.New(resp.Status)
	}
	return io.ReadAll(resp.Body)
}

// transaction helper
func InTx(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			tx.Rollback()
			panic(p)
		} else if err != nil {
			tx.Rollback()
		} else {
			err = tx.Commit()
		}
	}()
	return f(tx)
}

func Names(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "select name from t")
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		names = append(names, s)
	}
	return names, rows.Err()
}

// connection handler with reader and writer goroutines
type Conn struct {
	c    net.Conn
	send chan []byte
	quit chan struct{}
	once sync.Once
}

func Handle(c net.Conn, f func([]byte) []byte) {
	co := &Conn{c: c, send: make(chan []byte, 16), quit: make(chan struct{})}
	go co.writer()
	co.reader(f)
}

func (c *Conn) shut() { c.once.Do(func() { close(c.quit); c.c.Close() }) }

func (c *Conn) writer() {
	defer c.shut()
	for {
		select {
		case b := <-c.send:
			if _, err := c.c.Write(b); err != nil {
				return
			}
		case <-c.quit:
			return
		}
	}
}

func (c *Conn) reader(f func([]byte) []byte) {
	defer c.shut()
	buf := make([]byte, 100)
	for {
		n, err := c.c.Read(buf)
		if err != nil {
			return
		}
		select {
		case c.send <- f(buf[:n]):
		case <-c.quit:
			return
		}
	}
}

// barrier of phases
func Phases(n int, phase func(int, int)) {
	for p := range 3 {
		var wg sync.WaitGroup
		for i := range n {
			wg.Add(1)
			go func() {
				defer wg.Done()
				phase(p, i)
			}()
		}
		wg.Wait()
	}
}

// debounce with AfterFunc
type Debounce struct {
	mu sync.Mutex
	t  *time.Timer
}

func (d *Debounce) Do(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.t != nil {
		d.t.Stop()
	}
	d.t = time.AfterFunc(time.Second, f)
}

// throttled with ticker channel
func Throttle(ctx context.Context, in <-chan int, f func(int)) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for v := range in {
		select {
		case <-t.C:
			f(v)
		case <-ctx.Done():
			return
		}
	}
}

func UseThrottle(ctx context.Context, vs []int, f func(int)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in := make(chan int)
	go func() {
		defer close(in)
		for _, v := range vs {
			select {
			case in <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	Throttle(ctx, in, f)
}

// a manager that owns children
type child struct {
	quit chan struct{}
	done chan struct{}
}

func startChild(f func()) *child {
	c := &child{make(chan struct{}), make(chan struct{})}
	go func() {
		defer close(c.done)
		for {
			select {
			case <-c.quit:
				return
			case <-time.After(time.Second):
				f()
			}
		}
	}()
	return c
}

func (c *child) stop() { close(c.quit); <-c.done }

type Manager struct {
	mu       sync.Mutex
	children map[string]*child
}

func (m *Manager) Add(name string, f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.children[name]; old != nil {
		old.stop()
	}
	m.children[name] = startChild(f)
}

func (m *Manager) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, c := range m.children {
		c.stop()
		delete(m.children, name)
	}
}

// result slot with close as broadcast
type Future struct {
	done chan struct{}
	val  int
	err  error
}

func Go(f func() (int, error)) *Future {
	fu := &Future{done: make(chan struct{})}
	go func() {
		defer close(fu.done)
		fu.val, fu.err = f()
	}()
	return fu
}

func (f *Future) Wait(ctx context.Context) (int, error) {
	select {
	case <-f.done:
		return f.val, f.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// a logger that flushes on Close
type Logger struct {
	lines chan string
	flush chan chan struct{}
	wg    sync.WaitGroup
}

func NewLogger(w io.Writer) *Logger {
	l := &Logger{lines: make(chan string, 100), flush: make(chan chan struct{})}
	l.wg.Add(1)
	go func() {
		defer l.wg.Done()
		for {
			select {
			case s, ok := <-l.lines:
				if !ok {
					return
				}
				fmt.Fprintln(w, s)
			case ack := <-l.flush:
				for n := len(l.lines); n > 0; n-- {
					fmt.Fprintln(w, <-l.lines)
				}
				close(ack)
			}
		}
	}()
	return l
}

func (l *Logger) Print(s string) { l.lines <- s }

func (l *Logger) Flush() {
	ack := make(chan struct{})
	l.flush <- ack
	<-ack
}

func (l *Logger) Close() { close(l.lines); l.wg.Wait() }

// token bucket refilled by a goroutine
type Bucket struct {
	tokens chan struct{}
	stop   chan struct{}
}

func NewBucket(n int, every time.Duration) *Bucket {
	b := &Bucket{make(chan struct{}, n), make(chan struct{})}
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				select {
				case b.tokens <- struct{}{}:
				default:
				}
			case <-b.stop:
				return
			}
		}
	}()
	return b
}

func (b *Bucket) Wait(ctx context.Context) error {
	select {
	case <-b.tokens:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *Bucket) Stop() { close(b.stop) }

// parallel map with limited results buffer and abort flag
func ParallelMap(xs []int, f func(int) (int, error)) ([]int, error) {
	type res struct {
		i, v int
		err  error
	}
	jobs := make(chan int)
	results := make(chan res)
	abort := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range jobs {
				v, err := f(xs[i])
				select {
				case results <- res{i, v, err}:
				case <-abort:
					return
				}
			}
		}()
	}
	go func() {
		defer close(jobs)
		for i := range xs {
			select {
			case jobs <- i:
			case <-abort:
				return
			}
		}
	}()
	go func() {
		wg.Wait()
		close(results)
	}()
	out := make([]int, len(xs))
	var first error
	for r := range results {
		if r.err != nil && first == nil {
			first = r.err
			close(abort)
			continue
		}
		out[r.i] = r.v
	}
	return out, first
}
