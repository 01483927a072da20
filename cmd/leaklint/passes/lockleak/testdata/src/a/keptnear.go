package a

import "sync"

// A lock of each call is asked for by nobody else.
func keptOfCall(done bool) {
	var mu sync.Mutex
	mu.Lock()
	if done {
		return
	}
	mu.Unlock()
}

var configured bool

// The initializers of a package run once, each of them.
var initial, second sync.Mutex

func init() {
	initial.Lock()
	if configured {
		return
	}
	initial.Unlock()
}

func init() {
	second.Lock()
	if configured {
		return
	}
	second.Unlock()
}

// keptOfParameter is given a lock, and nobody knows which one.
func keptOfParameter(mu *sync.Mutex, done bool) {
	mu.Lock()
	if done {
		return
	}
	mu.Unlock()
}

// keptTried has a lock that somebody tries, who goes on without it.
type keptTried struct{ mu sync.Mutex }

func (k *keptTried) peek() {
	if k.mu.TryLock() {
		k.mu.Unlock()
	}
}

func (k *keptTried) get(done bool) {
	k.mu.Lock()
	if done {
		return
	}
	k.mu.Unlock()
}

// twice blocks, whoever else tries the lock.
func (k *keptTried) twice() {
	k.mu.Lock()
	k.mu.Lock() // want `\(\*keptTried\).twice locks k.mu again while it holds it`
	k.mu.Unlock()
	k.mu.Unlock()
}

// OpenLock has a lock that other packages can release.
type OpenLock struct{ Mu sync.Mutex }

func (o *OpenLock) Hold() { o.Mu.Lock() }

func (o *OpenLock) Get(done bool) {
	o.Mu.Lock()
	if done {
		return
	}
	o.Mu.Unlock()
}

// lentLock gives its lock to those who release it.
type lentLock struct{ mu sync.Mutex }

func (l *lentLock) hold() { l.mu.Lock() }

func (l *lentLock) lend() *sync.Mutex { return &l.mu }

// halfLock has a function that takes its lock, and one that releases it.
type halfLock struct{ mu sync.Mutex }

func (h *halfLock) begin() { h.mu.Lock() }

func (h *halfLock) end() { h.mu.Unlock() }

// methodLock gives away the method that releases its lock.
type methodLock struct{ mu sync.Mutex }

func (m *methodLock) acquire(done bool) func() {
	m.mu.Lock()
	if done {
		m.mu.Unlock()
		return nil
	}
	return m.mu.Unlock
}

// asyncLock starts who releases its lock.
type asyncLock struct{ mu sync.Mutex }

func (a *asyncLock) release() { a.mu.Unlock() }

func (a *asyncLock) flush(done bool) {
	a.mu.Lock()
	if done {
		a.mu.Unlock()
		return
	}
	go a.release()
}

// namedTwice has its lock by a function, and releases it so.
type namedTwice struct{ mu sync.Mutex }

func (n *namedTwice) self() *namedTwice {
	if n == nil {
		return new(namedTwice)
	}
	return n
}

func (n *namedTwice) get() {
	n.self().mu.Lock()
	n.self().mu.Unlock()
}

func useNamedTwice(n *namedTwice) { n.get() }

// manyPaths has many paths, which differ in nothing that has to do with the lock that
// one of them keeps.
type manyPaths struct {
	mu sync.Mutex
	n  int
}

func (m *manyPaths) count(a, b, c, d, e bool) {
	m.mu.Lock() // want `count may return without releasing m.mu`
	if m.n > 0 {
		m.mu.Unlock()
	} else {
		return
	}
	if a {
		m.n++
	}
	if b {
		m.n++
	}
	if c {
		m.n++
	}
	if d {
		m.n++
	}
	if e {
		m.n++
	}
	if a {
		m.n--
	}
	if b {
		m.n--
	}
	if c {
		m.n--
	}
	if d {
		m.n--
	}
	if e {
		m.n--
	}
}

// manyLocks has so many locks that it is not looked at, though one path keeps one.
type manyLocks struct {
	mu                                             sync.Mutex
	size                                           int
	a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p sync.Mutex
}

func (m *manyLocks) some(on []bool) {
	m.mu.Lock()
	if m.size > 0 {
		m.mu.Unlock()
	} else {
		return
	}
	if on[0] {
		m.a.Lock()
	}
	if on[1] {
		m.b.Lock()
	}
	if on[2] {
		m.c.Lock()
	}
	if on[3] {
		m.d.Lock()
	}
	if on[4] {
		m.e.Lock()
	}
	if on[5] {
		m.f.Lock()
	}
	if on[6] {
		m.g.Lock()
	}
	if on[7] {
		m.h.Lock()
	}
	if on[8] {
		m.i.Lock()
	}
	if on[9] {
		m.j.Lock()
	}
	if on[10] {
		m.k.Lock()
	}
	if on[11] {
		m.l.Lock()
	}
	if on[12] {
		m.m.Lock()
	}
	if on[13] {
		m.n.Lock()
	}
	if on[14] {
		m.o.Lock()
	}
	if on[15] {
		m.p.Lock()
	}
	if on[0] {
		m.a.Unlock()
	}
	if on[1] {
		m.b.Unlock()
	}
	if on[2] {
		m.c.Unlock()
	}
	if on[3] {
		m.d.Unlock()
	}
	if on[4] {
		m.e.Unlock()
	}
	if on[5] {
		m.f.Unlock()
	}
	if on[6] {
		m.g.Unlock()
	}
	if on[7] {
		m.h.Unlock()
	}
	if on[8] {
		m.i.Unlock()
	}
	if on[9] {
		m.j.Unlock()
	}
	if on[10] {
		m.k.Unlock()
	}
	if on[11] {
		m.l.Unlock()
	}
	if on[12] {
		m.m.Unlock()
	}
	if on[13] {
		m.n.Unlock()
	}
	if on[14] {
		m.o.Unlock()
	}
	if on[15] {
		m.p.Unlock()
	}
}
