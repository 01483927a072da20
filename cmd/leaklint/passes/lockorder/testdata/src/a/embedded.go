package a

import "sync"

// A scope is embedded in what has one.
type scope struct {
	sync.Mutex
	users int
}

func (s *scope) use() {
	s.Lock()
	defer s.Unlock()
	s.users++
}

type serviceScope struct{ *scope }

type connectionScope struct {
	*scope
	manager *manager
	peer    *peerScope
}

type peerScope struct {
	scope
	manager *manager
}

type manager struct {
	mu       sync.Mutex
	services map[string]*serviceScope
	peers    map[string]*peerScope
}

// The lock of a service comes after the manager's.
func (m *manager) service(name string) *serviceScope {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.services[name]
	s.use()
	return s
}

func (m *manager) peer(name string) *peerScope {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.peers[name]
	p.use() // want `\(\*manager\).peer takes a.manager.mu and then a.scope, and \(\*peerScope\).rename takes them the other way round`
	return p
}

// That of a connection comes before, but is none that the manager has.
func (c *connectionScope) setPeer(name string) {
	c.Lock()
	defer c.Unlock()
	c.peer = c.manager.peer(name)
}

// That of a peer comes before, and the manager has peers.
func (p *peerScope) rename(name string) {
	p.Lock()
	defer p.Unlock()
	p.manager.mu.Lock()
	p.manager.peers[name] = p
	p.manager.mu.Unlock()
}
