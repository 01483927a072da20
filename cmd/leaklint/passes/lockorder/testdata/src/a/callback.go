package a

import "sync"

// A conn tells its pool, by a function that the pool gave it.
type conn struct {
	mu      sync.Mutex
	onClose func()
	closed  bool
}

type pool struct {
	mu    sync.Mutex
	conns map[*conn]bool
}

func (p *pool) dial() *conn {
	c := &conn{}
	c.onClose = func() { p.remove(c) }
	return c
}

func (p *pool) remove(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.onClose() // want `\(\*conn\).close takes a.conn.mu and then a.pool.mu, and \(\*pool\).sweep takes them the other way round`
}

func (c *conn) alive() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.closed
}

func (p *pool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		if !c.alive() {
			delete(p.conns, c)
		}
	}
}

// A stream tells its mux when it has released its own lock.
type stream struct {
	mu      sync.Mutex
	onClose func()
	closed  bool
}

type mux struct {
	mu      sync.Mutex
	streams map[*stream]bool
}

func (m *mux) open() *stream {
	s := &stream{}
	s.onClose = func() { m.remove(s) }
	return s
}

func (m *mux) remove(s *stream) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.streams, s)
}

func (s *stream) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.onClose()
}

func (m *mux) sweep() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for s := range m.streams {
		s.mu.Lock()
		if s.closed {
			delete(m.streams, s)
		}
		s.mu.Unlock()
	}
}
