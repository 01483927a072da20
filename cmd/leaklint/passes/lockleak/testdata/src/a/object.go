package a

import "sync"

type registry struct {
	mu     sync.Mutex
	n      int
	notify func()
	sink   *sink
}

// A sink points back to its registry.
type sink struct{ owner counter }

type counter interface{ count() int }

func (r *registry) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n
}

func (s *sink) write() int { return s.owner.count() }

func newRegistry() *registry {
	r := &registry{}
	r.sink = &sink{owner: r}
	r.notify = func() { r.count() }
	return r
}

func useRegistry() {
	r := newRegistry()
	r.flush()
	r.flushRight()
	r.tell()
	r.tellRight()
}

func (r *registry) flush() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sink.write() // want `\(\*registry\).flush locks r.mu again in a.\(\*registry\).count \(object.go:18\) while it holds it`
}

func (r *registry) flushRight() {
	r.mu.Lock()
	r.n = 0
	r.mu.Unlock()
	r.sink.write()
}

func (r *registry) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notify() // want `\(\*registry\).tell locks r.mu again in a.\(\*registry\).count \(object.go:18\) while it holds it`
}

func (r *registry) tellRight() {
	r.mu.Lock()
	notify := r.notify
	r.mu.Unlock()
	notify()
}

// A tree has locks of one class that are different ones.
type tree struct {
	mu     sync.Mutex
	parent counter
}

func newTree(parent counter) *tree { return &tree{parent: parent} }

func useTree() { newTree(newTree(nil)).count() }

func (t *tree) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.parent == nil {
		return 0
	}
	return t.parent.count() + 1
}
