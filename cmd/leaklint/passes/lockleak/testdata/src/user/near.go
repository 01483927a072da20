package user

import (
	"dep"
	"sync"
)

// keepBox leaves the box to nobody: nothing in this package asks for its lock.
func keepBox(b *dep.Box, done bool) {
	b.Acquire()
	if done {
		return
	}
	b.Release()
}

type receiver struct{ mu sync.Mutex }

// receive waits in another package, which may do so only at times.
func (r *receiver) receive() {
	ch := make(chan int)
	go func() {
		r.mu.Lock()
		r.mu.Unlock()
		ch <- 1
	}()
	r.mu.Lock()
	dep.Receive(ch)
	r.mu.Unlock()
}
