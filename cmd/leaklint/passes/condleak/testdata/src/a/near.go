package a

import "sync"

// waitGiven waits for a condition that may be any.
func waitGiven(cond *sync.Cond) {
	cond.L.Lock()
	cond.Wait()
	cond.L.Unlock()
}

func wakeGiven(cond *sync.Cond) { cond.Signal() }

// rounds waits for each signal that comes, and for the first in vain at worst.
type rounds struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newRounds() *rounds {
	r := &rounds{}
	r.cond = sync.NewCond(&r.mu)
	return r
}

func (r *rounds) each() {
	for r.n < 10 {
		r.mu.Lock()
		r.cond.Wait()
		r.mu.Unlock()
	}
}

// ask calls what starts who signals.
func (r *rounds) ask(start func()) {
	r.mu.Lock()
	start()
	r.cond.Wait()
	r.mu.Unlock()
}

func (r *rounds) wake() { r.cond.Broadcast() }
