package a

import "sync"

type hub struct {
	mu   sync.Mutex
	news chan int
	n    int
}

func newHub() *hub {
	h := &hub{news: make(chan int)}
	go h.publish() // want `goroutine sends to news while it holds h.mu, which whoever receives asks for first, so both block forever`
	go h.collect() // want `goroutine receives from news while it holds h.mu, which whoever sends or closes asks for first`
	return h
}

func (h *hub) publish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.news <- h.n
}

func (h *hub) collect() {
	h.mu.Lock()
	h.n = <-h.news
	h.mu.Unlock()
}

type hubRight struct {
	mu   sync.Mutex
	news chan int
	n    int
}

func newHubRight() *hubRight {
	h := &hubRight{news: make(chan int)}
	go h.publish()
	go h.collect()
	return h
}

func (h *hubRight) publish() {
	h.mu.Lock()
	n := h.n
	h.mu.Unlock()
	h.news <- n
}

func (h *hubRight) collect() {
	n := <-h.news
	h.mu.Lock()
	h.n = n
	h.mu.Unlock()
}

// freeReader holds the lock while it sends, and who receives does not need it.
type freeReader struct {
	mu   sync.Mutex
	news chan int
}

func newFreeReader() *freeReader {
	f := &freeReader{news: make(chan int)}
	go f.publish()
	go f.collect()
	return f
}

func (f *freeReader) publish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.news <- 1
}

func (f *freeReader) collect() {
	<-f.news
	f.mu.Lock()
	f.mu.Unlock()
}

type pool struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (p *pool) start() {
	p.wg.Add(1)
	go p.work()
}

func (p *pool) work() {
	defer p.wg.Done()
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
}

func (p *pool) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wg.Wait() // want `\(\*pool\).stop waits for a.pool.wg while it holds p.mu, which a goroutine that it waits for asks for first, so both block forever`
}

type poolRight struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}

func (p *poolRight) start() {
	p.wg.Add(1)
	go p.work()
}

func (p *poolRight) work() {
	defer p.wg.Done()
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
}

func (p *poolRight) stop() {
	p.wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n = 0
}

// counted counts what it waits for under the lock, and not what asks for it.
type counted struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	stop chan struct{}
}

func (c *counted) work() {
	c.mu.Lock()
	c.wg.Add(1)
	c.mu.Unlock()
	defer c.wg.Done()
}

func (c *counted) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wg.Wait()
}

func (c *counted) begin() {
	c.mu.Lock()
	c.wg.Add(1)
	c.mu.Unlock()
}

func (c *counted) again() {
	c.begin()
	go func() {
		defer c.wg.Done()
	}()
	c.begin()
	c.wg.Done()
}
