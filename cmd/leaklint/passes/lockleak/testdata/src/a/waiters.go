package a

import "sync"

type waiter struct{ done chan error }

// Whoever waits has asked for the lock before there was a channel.
type waiters struct {
	mu  sync.Mutex
	all []waiter
}

func (w *waiters) Wait() error {
	w.mu.Lock()
	done := make(chan error)
	w.all = append(w.all, waiter{done})
	w.mu.Unlock()
	return <-done
}

func (w *waiters) Wake(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.all {
		one.done <- err
	}
	w.all = nil
}

// Here it asks once more, and gets it only when somebody has received.
type lateWaiters struct {
	mu      sync.Mutex
	all     []waiter
	waiting int
}

func (w *lateWaiters) Wait() error {
	done := make(chan error)
	w.mu.Lock()
	w.all = append(w.all, waiter{done})
	w.mu.Unlock()
	w.mu.Lock()
	w.waiting++
	w.mu.Unlock()
	return <-done
}

func (w *lateWaiters) Wake(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.all {
		one.done <- err // want `\(\*lateWaiters\).Wake sends to done while it holds w.mu, which whoever receives asks for first`
	}
	w.all = nil
}
