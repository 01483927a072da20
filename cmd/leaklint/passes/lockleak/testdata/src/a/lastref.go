package a

import (
	"sync"
	"sync/atomic"
)

// Whoever gives back the last reference asks for the lock.
type referenced struct {
	mu   sync.Mutex
	refs atomic.Int32
	gone int
}

func (c *referenced) release() {
	if c.refs.Add(-1) != 0 {
		return
	}
	c.mu.Lock()
	c.gone++
	c.mu.Unlock()
}

// The reference is not the last one.
func (c *referenced) Replace() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refs.Add(1)
	c.release()
}
