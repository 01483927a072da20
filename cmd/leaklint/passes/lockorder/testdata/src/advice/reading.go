package advice

import "sync"

type hub struct {
	gates sync.RWMutex
	names []string
}

type peer struct {
	mu  sync.Mutex
	hub *hub
}

// Both read the gates, so it takes somebody who writes them in between.
func (p *peer) join() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hub.gates.RLock()
	defer p.hub.gates.RUnlock()
	println(len(p.hub.names))
}

func (h *hub) gossip(p *peer) {
	h.gates.RLock()
	defer h.gates.RUnlock()
	p.mu.Lock() // want `\(\*hub\).gossip takes advice.hub.gates and then advice.peer.mu, and \(\*peer\).join takes them the other way round`
	defer p.mu.Unlock()
	println(h.names)
}

func (h *hub) add(name string) {
	h.gates.Lock()
	h.names = append(h.names, name)
	h.gates.Unlock()
}
