package kinds

import (
	"io"
	"os/exec"
	"sync"
)

// forgottenchild
type ticker struct {
	work chan string
	end  chan struct{}
}

func startTicker() *ticker {
	t := &ticker{work: make(chan string), end: make(chan struct{})}
	go t.loop()
	return t
}

func (t *ticker) loop() {
	for {
		select {
		case s := <-t.work:
			println(s)
		case <-t.end:
			return
		}
	}
}

func (t *ticker) Stop() { close(t.end) }

type BadHub struct {
	mu   sync.Mutex
	subs *ticker
	log  *ticker
}

func NewBadHub() *BadHub { return &BadHub{subs: startTicker(), log: startTicker()} } // want stopleak

func (h *BadHub) Publish(s string) { h.subs.work <- s; h.log.work <- s }

func (h *BadHub) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs.Stop()
	return nil
}

type GoodHub struct {
	mu   sync.Mutex
	subs *ticker
	log  *ticker
}

func NewGoodHub() *GoodHub { return &GoodHub{subs: startTicker(), log: startTicker()} }

func (h *GoodHub) Publish(s string) { h.subs.work <- s; h.log.work <- s }

func (h *GoodHub) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range []*ticker{h.subs, h.log} {
		t.Stop()
	}
	return nil
}

// handover
type badLines struct {
	r     io.Reader
	lines chan string
}

func newBadLines(r io.Reader) *badLines {
	l := &badLines{r: r, lines: make(chan string)}
	go l.scan() // want sendleak
	return l
}

func (l *badLines) scan() {
	defer close(l.lines)
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		l.lines <- string(buf[:n])
	}
}

func (l *badLines) next() (string, bool) { s, ok := <-l.lines; return s, ok }

func FirstBadLine(r io.Reader) string {
	l := newBadLines(r)
	s, _ := l.next()
	return s
}

type goodLines struct {
	r     io.Reader
	lines chan string
}

func newGoodLines(r io.Reader) *goodLines {
	l := &goodLines{r: r, lines: make(chan string)}
	go l.scan()
	return l
}

func (l *goodLines) scan() {
	defer close(l.lines)
	buf := make([]byte, 100)
	for {
		n, err := l.r.Read(buf)
		if err != nil {
			return
		}
		l.lines <- string(buf[:n])
	}
}

func (l *goodLines) next() (string, bool) { s, ok := <-l.lines; return s, ok }

func AllGoodLines(r io.Reader) (n int) {
	l := newGoodLines(r)
	for {
		s, ok := l.next()
		if !ok {
			return n
		}
		n += len(s)
	}
}

// refused
type BadPool struct {
	tasks chan func()
	quit  chan struct{}
}

func (p *BadPool) try(f func()) bool {
	select {
	case p.tasks <- f:
		return true
	default:
		return false
	}
}

func (p *BadPool) BadRun(fs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(fs))
	for _, f := range fs {
		p.try(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait() // want waitleak
}

func (p *BadPool) GoodRun(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		ok := p.try(func() {
			defer wg.Done()
			f()
		})
		if !ok {
			wg.Done()
		}
	}
	wg.Wait()
}

type BadTracker struct {
	wg   sync.WaitGroup
	pool *BadPool
}

func (t *BadTracker) Go(f func()) bool {
	t.wg.Add(1)
	return t.pool.try(func() {
		defer t.wg.Done()
		f()
	})
}

func (t *BadTracker) Wait() { t.wg.Wait() } // want waitleak

// selfclose
type BadSelf struct {
	in   chan int
	done chan struct{}
}

func NewBadSelf() *BadSelf {
	s := &BadSelf{in: make(chan int), done: make(chan struct{})}
	go s.loop() // want recvleak
	return s
}

func (s *BadSelf) loop() {
	defer close(s.done)
	for v := range s.in {
		if v < 0 {
			s.Close()
			return
		}
	}
}

func (s *BadSelf) Close() {
	close(s.in)
	<-s.done
}

type GoodSelf struct {
	in   chan int
	done chan struct{}
}

func NewGoodSelf() *GoodSelf {
	s := &GoodSelf{in: make(chan int), done: make(chan struct{})}
	go s.loop()
	return s
}

func (s *GoodSelf) loop() {
	defer close(s.done)
	for v := range s.in {
		println(v)
	}
}

func (s *GoodSelf) Close() {
	close(s.in)
	<-s.done
}

// pipehelper
func BadPipe(w func(io.Writer) error, limit int) ([]byte, error) {
	pr, pw := io.Pipe()
	go func() { // want stopleak
		w(pw)
		pw.Close()
	}()
	buf := make([]byte, limit)
	n, err := io.ReadFull(pr, buf)
	return buf[:n], err
}

func GoodPipe(w func(io.Writer) error, limit int) ([]byte, error) {
	pr, pw := io.Pipe()
	defer pr.Close()
	go func() {
		w(pw)
		pw.Close()
	}()
	buf := make([]byte, limit)
	n, err := io.ReadFull(pr, buf)
	return buf[:n], err
}

func BadCommand(name string) (string, error) {
	pr, pw := io.Pipe()
	cmd := exec.Command(name)
	cmd.Stdout = pw
	go func() { // want stopleak
		cmd.Run()
		pw.Close()
	}()
	buf := make([]byte, 10)
	n, err := pr.Read(buf)
	return string(buf[:n]), err
}

// sendunderlock
type BadBus struct {
	mu   sync.Mutex
	subs map[string]chan string
}

func (b *BadBus) Publish(k, v string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ch := range b.subs {
		ch <- v // want lockleak|sendleak
	}
}

func (b *BadBus) Subscribe(k string, f func(string) bool) {
	ch := make(chan string)
	b.mu.Lock()
	b.subs[k] = ch
	b.mu.Unlock()
	go func() {
		for v := range ch {
			if !f(v) {
				b.mu.Lock()
				delete(b.subs, k)
				b.mu.Unlock()
				return
			}
		}
	}()
}

// interfacestart
type Worker interface {
	Run()
	Close()
}

type worker struct{ quit chan struct{} }

func (w *worker) Run() {
	go func() {
		<-w.quit
	}()
}

func (w *worker) Close() { close(w.quit) }

func New() Worker { return &worker{quit: make(chan struct{})} }

func BadUse(f func() error) error {
	w := New() // want stopleak
	w.Run()
	if err := f(); err != nil {
		return err
	}
	w.Close()
	return nil
}

func GoodUse(f func() error) error {
	w := New()
	w.Run()
	defer w.Close()
	return f()
}

// lockgetter
type reg struct {
	mu sync.Mutex
	m  map[string]int
}

func (r *reg) lock() *sync.Mutex { return &r.mu }

func (r *reg) BadPut(k string, v int) error {
	l := r.lock()
	l.Lock() // want lockleak
	if _, ok := r.m[k]; ok {
		return io.EOF
	}
	r.m[k] = v
	l.Unlock()
	return nil
}

func (r *reg) GoodPut(k string, v int) error {
	l := r.lock()
	l.Lock()
	defer l.Unlock()
	if _, ok := r.m[k]; ok {
		return io.EOF
	}
	r.m[k] = v
	return nil
}
