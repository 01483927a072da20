// Package pipelines holds stages, pools, actors and shutdowns as people write them: all
// of them end.
package pipelines

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"
)

// pipeline: gen -> sq -> merge, with done
func gen(ctx context.Context, nums ...int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for _, n := range nums {
			select {
			case out <- n:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func sq(ctx context.Context, in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range in {
			select {
			case out <- n * n:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func merge(ctx context.Context, cs ...<-chan int) <-chan int {
	var wg sync.WaitGroup
	out := make(chan int)
	wg.Add(len(cs))
	for _, c := range cs {
		go func(c <-chan int) {
			defer wg.Done()
			for n := range c {
				select {
				case out <- n:
				case <-ctx.Done():
					return
				}
			}
		}(c)
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func Pipeline(parent context.Context) int {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	in := gen(ctx, 1, 2, 3)
	for n := range merge(ctx, sq(ctx, in), sq(ctx, in)) {
		if n > 3 {
			return n
		}
	}
	return 0
}

// worker pool with results closed by waiter
func Pool(jobs []int, workers int) []int {
	in := make(chan int)
	out := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range in {
				out <- j * 2
			}
		}()
	}
	go func() {
		for _, j := range jobs {
			in <- j
		}
		close(in)
	}()
	go func() {
		wg.Wait()
		close(out)
	}()
	var res []int
	for r := range out {
		res = append(res, r)
	}
	return res
}

// errgroup-like first error with buffered channel
func FirstError(fs []func() error) error {
	errs := make(chan error, len(fs))
	for _, f := range fs {
		go func() { errs <- f() }()
	}
	for range fs {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// server with graceful shutdown
func Serve(ctx context.Context, srv *http.Server) error {
	errc := make(chan error, 1)
	go func() { errc <- srv.ListenAndServe() }()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
	}
	sctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(sctx); err != nil {
		return err
	}
	if err := <-errc; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// signal handling in main-like function
func Main(run func(context.Context) error) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Print(err)
		return 1
	}
	return 0
}

// batcher: flush loop with ticker, Close waits
type Batcher struct {
	in   chan string
	quit chan struct{}
	wg   sync.WaitGroup
	once sync.Once
}

func NewBatcher(flush func([]string)) *Batcher {
	b := &Batcher{in: make(chan string, 10), quit: make(chan struct{})}
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		t := time.NewTicker(time.Second)
		defer t.Stop()
		var buf []string
		for {
			select {
			case s := <-b.in:
				buf = append(buf, s)
			case <-t.C:
				flush(buf)
				buf = nil
			case <-b.quit:
				flush(buf)
				return
			}
		}
	}()
	return b
}

func (b *Batcher) Add(s string) bool {
	select {
	case b.in <- s:
		return true
	case <-b.quit:
		return false
	}
}

func (b *Batcher) Close() {
	b.once.Do(func() { close(b.quit) })
	b.wg.Wait()
}

// actor with request/reply
type get struct {
	key   string
	reply chan string
}

type Store struct {
	gets chan get
	quit chan struct{}
	done chan struct{}
}

func NewStore() *Store {
	s := &Store{gets: make(chan get), quit: make(chan struct{}), done: make(chan struct{})}
	go s.loop()
	return s
}

func (s *Store) loop() {
	defer close(s.done)
	m := map[string]string{}
	for {
		select {
		case g := <-s.gets:
			g.reply <- m[g.key]
		case <-s.quit:
			return
		}
	}
}

func (s *Store) Get(key string) (string, error) {
	g := get{key, make(chan string)}
	select {
	case s.gets <- g:
		return <-g.reply, nil
	case <-s.done:
		return "", errors.New("closed")
	}
}

func (s *Store) Close() {
	close(s.quit)
	<-s.done
}

// timeout with buffered result
func WithTimeout(f func() int, d time.Duration) (int, error) {
	ch := make(chan int, 1)
	go func() { ch <- f() }()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case v := <-ch:
		return v, nil
	case <-t.C:
		return 0, errors.New("timeout")
	}
}

// copy both directions
func Proxy(a, b net.Conn) {
	done := make(chan struct{}, 2)
	go func() { io.Copy(a, b); done <- struct{}{} }()
	go func() { io.Copy(b, a); done <- struct{}{} }()
	<-done
	a.Close()
	b.Close()
	<-done
}

// ProxyErr: first error closes both
func ProxyErr(a, b net.Conn) error {
	errc := make(chan error, 2)
	cp := func(dst io.Writer, src io.Reader) {
		_, err := io.Copy(dst, src)
		errc <- err
	}
	go cp(a, b)
	go cp(b, a)
	err := <-errc
	a.Close()
	b.Close()
	return err
}

// pipe with gzip-like writer and CloseWithError
func Upload(r io.Reader, client *http.Client, url string) error {
	pr, pw := io.Pipe()
	go func() {
		_, err := io.Copy(pw, r)
		pw.CloseWithError(err)
	}()
	defer pr.Close()
	resp, err := client.Post(url, "text/plain", pr)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

// command output scanning
func Run(ctx context.Context, name string) ([]string, error) {
	cmd := exec.CommandContext(ctx, name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var lines []string
	sc := bufio.NewScanner(out)
	for sc.Scan() {
		lines = append(lines, sc.Text())
	}
	if err := cmd.Wait(); err != nil {
		return nil, err
	}
	return lines, sc.Err()
}

// subscribe/unsubscribe
type Hub struct {
	mu   sync.Mutex
	subs map[chan string]struct{}
}

func (h *Hub) Subscribe() (<-chan string, func()) {
	ch := make(chan string, 8)
	h.mu.Lock()
	h.subs[ch] = struct{}{}
	h.mu.Unlock()
	return ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, ok := h.subs[ch]; ok {
			delete(h.subs, ch)
			close(ch)
		}
	}
}

func (h *Hub) Publish(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.subs {
		select {
		case ch <- s:
		default:
		}
	}
}

func Listen(h *Hub, f func(string)) func() {
	ch, stop := h.Subscribe()
	go func() {
		for s := range ch {
			f(s)
		}
	}()
	return stop
}

// cond queue
type Queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []int
	closed bool
}

func NewQueue() *Queue {
	q := &Queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *Queue) Pop() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	if len(q.items) == 0 {
		return 0, false
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v, true
}

func (q *Queue) Push(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *Queue) Close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

// retry loop with timer
func Retry(ctx context.Context, f func() error) error {
	for i := 0; ; i++ {
		err := f()
		if err == nil {
			return nil
		}
		t := time.NewTimer(time.Duration(i) * time.Second)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}

// heartbeat stopped by done
func Heartbeat(work func() error, beat func()) error {
	done := make(chan struct{})
	defer close(done)
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				beat()
			case <-done:
				return
			}
		}
	}()
	return work()
}

// spinner with stop and wait
func Spinner(work func()) {
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
				fmt.Print(".")
			}
		}
	}()
	work()
	close(stop)
	<-stopped
}

// semaphore bounded fan out
func Bounded(fs []func(), n int) {
	sem := make(chan struct{}, n)
	for _, f := range fs {
		sem <- struct{}{}
		go func() {
			defer func() { <-sem }()
			f()
		}()
	}
	for range n {
		sem <- struct{}{}
	}
}

// progress collector: results count known
func Collect(fs []func() int) (sum int) {
	ch := make(chan int)
	for _, f := range fs {
		go func() { ch <- f() }()
	}
	for i := 0; i < len(fs); i++ {
		sum += <-ch
	}
	return sum
}

// singleflight-like
type call struct {
	wg  sync.WaitGroup
	val int
}

type Group struct {
	mu sync.Mutex
	m  map[string]*call
}

func (g *Group) Do(key string, f func() int) int {
	g.mu.Lock()
	if c, ok := g.m[key]; ok {
		g.mu.Unlock()
		c.wg.Wait()
		return c.val
	}
	c := new(call)
	c.wg.Add(1)
	g.m[key] = c
	g.mu.Unlock()
	c.val = f()
	c.wg.Done()
	return c.val
}

// lazily started background goroutine, stopped by ctx of the object
type Lazy struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
}

func NewLazy() *Lazy {
	ctx, cancel := context.WithCancel(context.Background())
	return &Lazy{ctx: ctx, cancel: cancel}
}

func (l *Lazy) Use(f func()) {
	l.once.Do(func() {
		go func() {
			<-l.ctx.Done()
			f()
		}()
	})
}

func (l *Lazy) Close() { l.cancel() }

// atomically stopped
type Poller struct{ stop atomic.Bool }

func (p *Poller) Start(f func()) {
	go func() {
		for !p.stop.Load() {
			f()
			time.Sleep(time.Millisecond)
		}
	}()
}

func (p *Poller) Stop() { p.stop.Store(true) }

// two phase: producer error and results
func Stream(ctx context.Context, next func() (int, error)) ([]int, error) {
	items := make(chan int)
	errc := make(chan error, 1)
	go func() {
		defer close(items)
		for {
			v, err := next()
			if err == io.EOF {
				errc <- nil
				return
			}
			if err != nil {
				errc <- err
				return
			}
			select {
			case items <- v:
			case <-ctx.Done():
				errc <- ctx.Err()
				return
			}
		}
	}()
	var all []int
	for v := range items {
		all = append(all, v)
	}
	return all, <-errc
}

// accept loop
func Accept(ctx context.Context, l net.Listener, handle func(net.Conn)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer c.Close()
			handle(c)
		}()
	}
}

// double select priority
func Priority(hi, lo <-chan int, quit <-chan struct{}, f func(int)) {
	for {
		select {
		case v := <-hi:
			f(v)
			continue
		default:
		}
		select {
		case v := <-hi:
			f(v)
		case v := <-lo:
			f(v)
		case <-quit:
			return
		}
	}
}

func UsePriority(work func(chan<- int)) {
	hi, lo, quit := make(chan int), make(chan int), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { Priority(hi, lo, quit, func(int) {}) })
	work(hi)
	lo <- 1
	close(quit)
	wg.Wait()
}

// ordered shutdown of stages
type Stages struct {
	in, mid chan int
	wg1     sync.WaitGroup
	wg2     sync.WaitGroup
}

func NewStages(n int) *Stages {
	s := &Stages{in: make(chan int), mid: make(chan int)}
	for range n {
		s.wg1.Add(1)
		go func() {
			defer s.wg1.Done()
			for v := range s.in {
				s.mid <- v + 1
			}
		}()
	}
	s.wg2.Add(1)
	go func() {
		defer s.wg2.Done()
		for v := range s.mid {
			fmt.Println(v)
		}
	}()
	return s
}

func (s *Stages) Send(v int) { s.in <- v }

func (s *Stages) Close() {
	close(s.in)
	s.wg1.Wait()
	close(s.mid)
	s.wg2.Wait()
}

// early return drains
func FirstMatch(items []int, match func(int) bool) (int, bool) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, v := range items {
			ch <- v
		}
	}()
	defer func() {
		for range ch {
		}
	}()
	for v := range ch {
		if match(v) {
			return v, true
		}
	}
	return 0, false
}

// stop by nil-ing the channel
func Merge2(a, b <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for a != nil || b != nil {
			select {
			case v, ok := <-a:
				if !ok {
					a = nil
					continue
				}
				out <- v
			case v, ok := <-b:
				if !ok {
					b = nil
					continue
				}
				out <- v
			}
		}
	}()
	return out
}

// leader election style: run until lost
func Lead(ctx context.Context, renew func() bool, work func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work(ctx)
	}()
	for renew() {
		select {
		case <-ctx.Done():
			cancel()
			wg.Wait()
			return
		case <-time.After(time.Second):
		}
	}
	cancel()
	wg.Wait()
}
