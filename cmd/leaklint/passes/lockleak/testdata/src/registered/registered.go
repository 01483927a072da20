// Package registered calls functions that were put somewhere before.
package registered

import "sync"

var (
	mu    sync.Mutex
	hooks []func()
	named = map[string]func(){}
)

func register(name string, hook func()) {
	mu.Lock()
	defer mu.Unlock()
	hooks = append(hooks, hook)
	named[name] = hook
}

func count() int {
	mu.Lock()
	defer mu.Unlock()
	return len(hooks)
}

func fire() {
	mu.Lock()
	defer mu.Unlock()
	for _, hook := range hooks {
		hook() // want `fire locks mu again in registered.count`
	}
}

func fireOne(name string) {
	mu.Lock()
	defer mu.Unlock()
	named[name]() // want `fireOne locks mu again in registered.count`
}

func fireRight() {
	mu.Lock()
	all := append([]func(){}, hooks...)
	mu.Unlock()
	for _, hook := range all {
		hook()
	}
}

func setup() { register("count", func() { println(count()) }) }

// A map is filled by one function and kept by another one.
type renderer struct {
	mu     sync.Mutex
	all    map[string]func() int
	others map[string]func() int
	n      int
}

func (r *renderer) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n
}

func parts(r *renderer) map[string]func() int {
	m := map[string]func() int{}
	m["size"] = func() int { return r.size() }
	return m
}

func newRenderer() *renderer {
	r := &renderer{}
	delta := map[string]func() int{}
	for name, f := range parts(r) {
		delta[name] = f
	}
	r.all = delta
	r.others = map[string]func() int{"one": func() int { return 1 }}
	return r
}

func use() int { return newRenderer().render() + newRenderer().renderOthers() }

func (r *renderer) render() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.all {
		n += f() // want `\(\*renderer\).render locks r.mu again in registered.\(\*renderer\).size`
	}
	return n
}

func (r *renderer) renderOthers() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.others {
		n += f()
	}
	return n
}

// A lessor is known by an interface, and its checkpointer set through that.
type lessor interface {
	checkpoint()
	set(func())
}

type lease struct {
	mu  sync.Mutex
	all func()
	n   int
}

func newLessor() lessor {
	l := &lease{}
	go l.run() // want `goroutine locks l.mu again in registered.\(\*lease\).checkpoint`
	go l.runRight()
	return l
}

func (l *lease) set(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = f
}

func (l *lease) checkpoint() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
}

func (l *lease) run() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all()
}

func (l *lease) runRight() {
	l.mu.Lock()
	f := l.all
	l.mu.Unlock()
	f()
}

func serve() {
	l := newLessor()
	l.set(func() { l.checkpoint() })
}

// The lock is held whatever the flag says.
type tasks struct {
	mu       sync.Mutex
	draining bool
	n        int
}

func (t *tasks) run() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.draining {
		return false
	}
	t.n++
	defer t.finish() // want `\(\*tasks\).run locks t.mu again in registered.\(\*tasks\).finish`
	return true
}

func (t *tasks) runRight() bool {
	t.mu.Lock()
	if t.draining {
		t.mu.Unlock()
		return false
	}
	t.n++
	t.mu.Unlock()
	defer t.finish()
	return true
}

func (t *tasks) finish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n--
}
