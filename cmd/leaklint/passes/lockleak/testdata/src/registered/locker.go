package registered

import "sync"

// The lock of a condition is the one that it was made with.
type config struct {
	mu      sync.RWMutex
	changed *sync.Cond
	n       int
}

func newConfig() *config {
	c := &config{}
	c.changed = sync.NewCond(c.mu.RLocker())
	return c
}

func (c *config) set(n int) {
	c.mu.Lock()
	c.n = n
	c.mu.Unlock()
	c.changed.Broadcast()
}

func (c *config) get() int {
	c.changed.L.Lock()
	defer c.changed.L.Unlock()
	return c.n
}

func (c *config) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = c.get() + 1 // want `\(\*config\).next locks c.mu again in registered.\(\*config\).get`
	return c.n
}

func (c *config) both() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.get() // want `\(\*config\).both reads c.mu and locks it for reading again`
}

func (c *config) right() int {
	c.mu.RLock()
	n := c.n
	c.mu.RUnlock()
	return n + c.get()
}
