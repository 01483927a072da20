package a

import "sync"

type user struct {
	mu sync.Mutex
	n  int
}

type group struct {
	mu    sync.Mutex
	users []*user
}

func (g *group) add(u *user) {
	g.mu.Lock()
	defer g.mu.Unlock()
	u.rename() // want `\(\*group\).add takes a.group.mu and then a.user.mu, and \(\*user\).leave takes them the other way round: two goroutines may each hold one and wait for the other's forever \(lockorder\)`
	g.users = append(g.users, u)
}

func (u *user) rename() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
}

func (u *user) leave(g *group) {
	u.mu.Lock()
	defer u.mu.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.users = nil
}

// The same pair in one order.
type member struct{ mu sync.Mutex }

type club struct{ mu sync.Mutex }

func (c *club) add(m *member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
}

func (m *member) leave(c *club) {
	m.mu.Lock()
	m.mu.Unlock()
	c.mu.Lock()
	c.mu.Unlock()
}

// A third lock keeps the two orders apart.
var gate sync.Mutex

var one, two sync.Mutex

func forward() {
	gate.Lock()
	defer gate.Unlock()
	one.Lock()
	two.Lock()
	two.Unlock()
	one.Unlock()
}

func backward() {
	gate.Lock()
	defer gate.Unlock()
	two.Lock()
	one.Lock()
	one.Unlock()
	two.Unlock()
}

// Nobody else has the lock of an object that is being made.
type parent struct{ mu sync.Mutex }

type child struct{ mu sync.Mutex }

func (p *parent) make() *child {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &child{}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c
}

func (c *child) up(p *parent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
}

// Readers do not keep each other out.
var left, right sync.RWMutex

func leftRight() {
	left.RLock()
	right.RLock()
	right.RUnlock()
	left.RUnlock()
}

func rightLeft() {
	right.RLock()
	left.RLock()
	left.RUnlock()
	right.RUnlock()
}
