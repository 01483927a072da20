package a

import "sync"

type rounds struct {
	mu    sync.Mutex
	other sync.Mutex
	n     int
}

// skips keeps the lock when a round ends early: one finding, though a return keeps it
// as well when that was the last round.
func (r *rounds) skips(in chan int) {
	for v := range in {
		r.mu.Lock() // want `\(\*rounds\).skips locks r.mu again in the next round of a loop without having released it, which blocks forever`
		if v < 0 {
			continue
		}
		r.n += v
		r.mu.Unlock()
	}
}

func (r *rounds) releases(in chan int) {
	for v := range in {
		r.mu.Lock()
		if v < 0 {
			r.mu.Unlock()
			continue
		}
		r.n += v
		r.mu.Unlock()
	}
}

// leaves keeps the lock only when it returns.
func (r *rounds) leaves(in chan int) {
	for v := range in {
		r.other.Lock() // want `\(\*rounds\).leaves may return without releasing r.other`
		if v < 0 {
			return
		}
		r.n += v
		r.other.Unlock()
	}
}

// starts runs rounds in a goroutine, at which the one finding stands.
func (r *rounds) starts(in chan int) {
	var mu sync.Mutex
	go func() { // want `goroutine locks mu again in the next round of a loop`
		for v := range in {
			mu.Lock()
			if v < 0 {
				continue
			}
			r.n += v
			mu.Unlock()
		}
	}()
	mu.Lock()
	r.n = 0
	mu.Unlock()
}

// A crowd is read by as many as ask, each of whom holds the lock until the end.
type crowd struct {
	read  sync.RWMutex
	count sync.Mutex
}

func (c *crowd) hold(more func() bool) {
	readers := 0
	for ; more(); readers++ {
		c.read.RLock()
	}
	for ; readers > 0; readers-- {
		c.read.RUnlock()
	}
}

// However many rounds there are, the other lock is kept on one way out.
func (c *crowd) gather(n int) bool {
	for range n {
		c.read.RLock()
	}
	c.count.Lock() // want `gather may return without releasing c.count`
	if n > 8 {
		return false
	}
	c.count.Unlock()
	for range n {
		c.read.RUnlock()
	}
	return true
}
