package advice

import "sync"

// closeAt gives what closes it to somebody who may signal.
func (q *queue) closeAt(at func(func())) {
	at(func() { q.closed = true })
}

// A turn is waited for until somebody else has it, and taken then.
type turn struct {
	mu    sync.Mutex
	cond  *sync.Cond
	taken bool
}

func (t *turn) take() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for !t.taken {
		t.cond.Wait()
	}
	t.taken = true
}

func (t *turn) wake() { t.cond.Signal() }
