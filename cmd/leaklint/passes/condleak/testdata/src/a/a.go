package a

import "sync"

func nobody() {
	go func() { // want `goroutine waits for the condition, which nobody signals, so it sleeps forever \(condleak\)`
		cond := sync.NewCond(&sync.Mutex{})
		cond.L.Lock()
		for {
			cond.Wait()
		}
	}()
}

func somebody() {
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() {
		cond.L.Lock()
		for !ready {
			cond.Wait()
		}
		cond.L.Unlock()
	}()
	cond.L.Lock()
	ready = true
	cond.Broadcast()
	cond.L.Unlock()
}

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) blind() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.cond.Wait() // want `\(\*queue\).blind waits for a.queue.cond without testing anything first, so it sleeps forever when the signal has come before`
	return q.items[0]
}

func (q *queue) pop() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait()
	}
	return q.items[0]
}

func (q *queue) once() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		q.cond.Wait()
	}
	return q.items[0]
}

func (q *queue) push(i int) {
	q.mu.Lock()
	q.items = append(q.items, i)
	q.mu.Unlock()
	q.cond.Signal()
}

// handshake starts who signals while it holds the lock.
func (q *queue) handshake() {
	q.mu.Lock()
	go q.push(1)
	q.cond.Wait()
	q.mu.Unlock()
}

// waiter leaves the lock and the test to its callers.
type waiter struct{ cond *sync.Cond }

func (w *waiter) wait()   { w.cond.Wait() }
func (w *waiter) signal() { w.cond.Signal() }

type silent struct {
	mu   sync.Mutex
	cond sync.Cond
	done bool
}

func (s *silent) wait() {
	s.mu.Lock()
	for !s.done {
		s.cond.Wait() // want `\(\*silent\).wait waits for a.silent.cond, which nobody signals`
	}
	s.mu.Unlock()
}

// Loud can be signaled by whoever has it.
type Loud struct {
	Cond *sync.Cond
	done bool
}

func (l *Loud) wait() {
	l.Cond.L.Lock()
	for !l.done {
		l.Cond.Wait()
	}
	l.Cond.L.Unlock()
}
