package stopped

import (
	"context"
	"sync"
)

// A collector that is told to leave when all have sent leaves nobody behind.

func collected(n int) (total int) {
	results := make(chan int)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- i
		}()
	}
	go func() {
		for {
			select {
			case n := <-results:
				total += n
			case <-stop:
				return
			}
		}
	}()
	wg.Wait()
	close(stop)
	return total
}

func toldTooSoon(n int) (total int) {
	results := make(chan int)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() { // want `may return without receiving from results`
			defer wg.Done()
			results <- i
		}()
	}
	go func() {
		for {
			select {
			case n := <-results:
				total += n
			case <-stop:
				return
			}
		}
	}()
	close(stop)
	wg.Wait()
	return total
}

func doneTooSoon(n int) (total int) {
	results := make(chan int)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() { // want `may return without receiving from results`
			wg.Done()
			results <- i
		}()
	}
	go func() {
		for {
			select {
			case n := <-results:
				total += n
			case <-stop:
				return
			}
		}
	}()
	wg.Wait()
	close(stop)
	return total
}

func deferred(n int) {
	results := make(chan int)
	stop := make(chan struct{})
	defer close(stop)
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := range n {
		wg.Go(func() { results <- i })
	}
	go func() {
		for {
			select {
			case <-results:
			case <-stop:
				return
			}
		}
	}()
}

func deferredTooSoon(n int) {
	results := make(chan int)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(stop)
	for i := range n {
		wg.Go(func() { results <- i }) // want `may return without receiving from results`
	}
	go func() {
		for {
			select {
			case <-results:
			case <-stop:
				return
			}
		}
	}()
}

func canceled(n int) {
	ctx, cancel := context.WithCancel(context.Background())
	results := make(chan int)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { results <- i })
	}
	go func() {
		for {
			select {
			case <-results:
			case <-ctx.Done():
				return
			}
		}
	}()
	wg.Wait()
	cancel()
}

func canceledTooSoon(n int) {
	ctx, cancel := context.WithCancel(context.Background())
	results := make(chan int)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { results <- i }) // want `may return without receiving from results`
	}
	go func() {
		for {
			select {
			case <-results:
			case <-ctx.Done():
				return
			}
		}
	}()
	cancel()
	wg.Wait()
}

// The parts of a service are told one after the other.
type service struct {
	workers   *workers
	collector *collector
}

type workers struct {
	wg      sync.WaitGroup
	results chan<- int
}

type collector struct {
	results <-chan int
	stop    chan struct{}
}

func NewService() *service {
	results := make(chan int)
	return &service{&workers{results: results}, &collector{results, make(chan struct{})}}
}

func (s *service) Start(n int) {
	for i := range n {
		s.workers.wg.Add(1)
		go s.workers.work(i)
	}
	go s.collector.collect()
}

func (w *workers) work(i int) {
	defer w.wg.Done()
	w.results <- i
}

func (c *collector) collect() {
	for {
		select {
		case <-c.results:
		case <-c.stop:
			return
		}
	}
}

func (w *workers) shutdown() { w.wg.Wait() }

func (c *collector) shutdown() { close(c.stop) }

func (s *service) Close() {
	s.workers.shutdown()
	s.collector.shutdown()
}

// Tokens of a buffer that is filled say the same.
type pool struct {
	tokens  chan struct{}
	results chan int
	stop    chan struct{}
}

func NewPool(n int) *pool {
	p := &pool{make(chan struct{}, n), make(chan int), make(chan struct{})}
	go p.collect()
	return p
}

func (p *pool) collect() {
	for {
		select {
		case <-p.results:
		case <-p.stop:
			return
		}
	}
}

func (p *pool) Do(i int) {
	p.tokens <- struct{}{}
	go func() {
		defer func() {
			p.results <- i
			<-p.tokens
		}()
	}()
}

func (p *pool) Close() {
	for i := 0; i < cap(p.tokens); i++ {
		p.tokens <- struct{}{}
	}
	close(p.stop)
}

// A token that is given back first says nothing of what comes then.
type hasty struct {
	tokens  chan struct{}
	results chan int
	stop    chan struct{}
}

func NewHasty(n int) *hasty {
	p := &hasty{make(chan struct{}, n), make(chan int), make(chan struct{})}
	go p.collect()
	return p
}

func (p *hasty) collect() {
	for {
		select {
		case <-p.results:
		case <-p.stop:
			return
		}
	}
}

func (p *hasty) Do(i int) {
	p.tokens <- struct{}{}
	go func() { // want `collect may return without receiving from the channel`
		<-p.tokens
		p.results <- i
	}()
}

func (p *hasty) Close() {
	for i := 0; i < cap(p.tokens); i++ {
		p.tokens <- struct{}{}
	}
	close(p.stop)
}

// One token of several says nothing of the others.
type single struct {
	tokens  chan struct{}
	results chan int
	stop    chan struct{}
}

func NewSingle(n int) *single {
	p := &single{make(chan struct{}, n), make(chan int), make(chan struct{})}
	go p.collect()
	return p
}

func (p *single) collect() {
	for {
		select {
		case <-p.results:
		case <-p.stop:
			return
		}
	}
}

func (p *single) Do(i int) {
	p.tokens <- struct{}{}
	go func() { // want `collect may return without receiving from the channel`
		p.results <- i
		<-p.tokens
	}()
}

func (p *single) Close() {
	p.tokens <- struct{}{}
	close(p.stop)
}
