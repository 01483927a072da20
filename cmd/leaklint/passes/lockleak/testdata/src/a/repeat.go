package a

import "sync"

type cache struct {
	mu     sync.RWMutex
	values map[string]int
	closed bool
}

func (c *cache) size() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.values)
}

func (c *cache) sizeLocked() int { return len(c.values) }

func (c *cache) set(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = c.size() // want `\(\*cache\).set locks c.mu again in a.\(\*cache\).size \(repeat.go:12\) while it holds it, which blocks forever \(lockleak\)`
}

func (c *cache) setRight(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = c.sizeLocked()
}

func (c *cache) read() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.size() // want `reads c.mu and locks it for reading again in .*, which blocks forever when a writer asks for it in between`
}

func (c *cache) readRight() int {
	c.mu.RLock()
	n := c.sizeLocked()
	c.mu.RUnlock()
	return n + c.size()
}

func (c *cache) other(d *cache) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return d.size() // another cache
}

// ensure unlocks for a while and takes the lock back: its callers hold it.
func (c *cache) ensure() {
	c.mu.Unlock()
	c.mu.Lock()
}

func (c *cache) ensured() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ensure()
}

func (c *cache) conditional(lock bool) {
	if lock {
		c.mu.Lock()
	}
	c.values = nil
	if lock {
		c.mu.Unlock()
	}
}

func (c *cache) flagged() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conditional(false) // the flag says so
}

func (c *cache) branch() {
	c.mu.Lock()
	if c.closed {
		c.mu.Lock() // want `\(\*cache\).branch locks c.mu again while it holds it`
		return
	}
	c.mu.Unlock()
}

func (c *cache) branchRight() {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		c.mu.Lock()
		c.closed = false
	}
	c.mu.Unlock()
}

// readers has no writer: reading twice is harmless.
type readers struct{ mu sync.RWMutex }

func (r *readers) twice() {
	r.mu.RLock()
	r.mu.RLock()
	r.mu.RUnlock()
	r.mu.RUnlock()
}

func each(list []*cache) {
	for _, c := range list {
		c.mu.Lock() // another one in each round
		defer c.mu.Unlock()
	}
}

func started() {
	go func() { // want `goroutine locks mu again while it holds it, which blocks forever`
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	}()
	go func() {
		var mu sync.Mutex
		mu.Lock()
		mu.Unlock()
		mu.Lock()
		mu.Unlock()
	}()
}

type tried struct{ mu sync.Mutex }

func (t *tried) do() {
	if t.mu.TryLock() {
		t.mu.Unlock()
	}
	t.mu.Lock()
	t.again()
	t.mu.Unlock()
}

func (t *tried) again() {
	if !t.mu.TryLock() {
		return
	}
	t.mu.Unlock()
}

// straight asks twice in a row: that others try the lock does not free it.
func (t *tried) straight() {
	t.mu.Lock()
	t.mu.Lock() // want `\(\*tried\).straight locks t.mu again while it holds it`
	t.mu.Unlock()
}

// ensureTried asks only when it does not get the lock by trying.
func (t *tried) ensureTried() {
	if !t.mu.TryLock() {
		t.mu.Lock()
	}
	t.mu.Unlock()
}

// assertTried shows that the lock is held.
func (t *tried) assertTried() {
	if t.mu.TryLock() {
		panic("not held")
	}
}

func (t *tried) asserted() {
	t.mu.Lock()
	t.assertTried()
	t.mu.Unlock()
}

// A chain of calls that has no end is followed once.
func (c *cache) ping(n int) {
	if n > 0 {
		c.pong(n - 1)
	}
}

func (c *cache) pong(n int) {
	c.ping(n)
	c.mu.Lock()
	c.mu.Unlock()
}

// held remembers in a variable whether it has the lock.
func (c *cache) held(fill bool) int {
	locked := false
	if fill {
		c.mu.Lock()
		locked = true
		c.values = map[string]int{}
	}
	n := len(c.values)
	if !locked {
		c.mu.Lock()
	}
	n++
	c.mu.Unlock()
	return n
}

func (c *cache) heldWrong(fill bool) int {
	locked := false
	if fill {
		c.mu.Lock()
		locked = true
		c.values = map[string]int{}
	}
	n := len(c.values)
	if locked {
		c.mu.Lock() // want `\(\*cache\).heldWrong locks c.mu again while it holds it`
	}
	n++
	c.mu.Unlock()
	return n
}
