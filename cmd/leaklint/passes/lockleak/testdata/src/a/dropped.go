package a

import "sync"

// A tally calls what it is given without its lock.
type tally struct {
	mu sync.Mutex
	n  int
}

func (c *tally) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *tally) without(f func()) {
	c.mu.Unlock()
	f()
	c.mu.Lock()
}

func (c *tally) each(f func(int)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.without(func() { f(c.n) })
}

func (c *tally) eachInLiteral(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	func() {
		c.mu.Unlock()
		defer c.mu.Lock()
		f()
	}()
}

type visitor interface{ visit(*tally) }

type sizes struct{}

func (sizes) visit(c *tally) { c.size() }

func (c *tally) accept(v visitor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.without(func() { v.visit(c) })
}

func (c *tally) all() {
	c.each(func(int) { c.size() })
	c.eachInLiteral(func() { c.size() })
	c.accept(sizes{})
	c.mu.Lock()
	c.without(func() { c.size() })
	c.mu.Unlock()
}

// dropsInside has no lock of its own.
func (c *tally) dropsInside() { c.without(func() { c.size() }) }

func (c *tally) callsIt() {
	c.mu.Lock()
	c.dropsInside()
	c.mu.Unlock()
}

// eachWrong takes the lock back too early.
func (c *tally) eachWrong(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	func() {
		c.mu.Unlock()
		c.mu.Lock()
		f()
	}()
}

func (c *tally) allWrong() {
	c.eachWrong(func() { c.size() }) // want `\(\*tally\).allWrong locks c.mu again in a.\(\*tally\).size`
}

// mixed drops the lock for one of two calls.
func (c *tally) mixed(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.without(f)
	f()
}

func (c *tally) mixedWrong() {
	c.mixed(func() { c.size() }) // want `\(\*tally\).mixedWrong locks c.mu again in a.\(\*tally\).size`
}
