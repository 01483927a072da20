package invoked

import "sync"

// A table calls what it is given with its lock held.
type table struct {
	mu   sync.Mutex
	rows map[string]int
	disk backend
}

type backend interface {
	each(visit func(string))
}

type memory struct{ keys []string }

func (m *memory) each(visit func(string)) {
	for _, k := range m.keys {
		visit(k)
	}
}

func newTable() *table { return &table{disk: &memory{}} }

func (t *table) each(visit func(string)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k := range t.rows {
		visit(k)
	}
}

func (t *table) remove(k string) {
	t.mu.Lock()
	delete(t.rows, k)
	t.mu.Unlock()
}

func (t *table) clear() {
	t.each(func(k string) { t.remove(k) }) // want `clear locks t.mu again in .* while it holds it`
}

func (t *table) clearByMethod() {
	t.each(t.remove) // want `\(\*table\).clearByMethod locks t.mu again`
}

func (t *table) clearRight() {
	var keys []string
	t.each(func(k string) { keys = append(keys, k) })
	for _, k := range keys {
		t.remove(k)
	}
}

func (t *table) move(other *table) {
	t.each(func(k string) { other.remove(k) }) // another table
}

func (t *table) clearLater() {
	t.each(func(k string) { go t.remove(k) }) // another goroutine
}

// The lock is the caller's, and what calls the literal belongs to an interface.
func (t *table) scan() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.disk.each(func(k string) { t.remove(k) }) // want `\(\*table\).scan locks t.mu again`
}

func (t *table) scanRight() {
	t.disk.each(func(k string) { t.remove(k) })
}

// What is handed on is called by the last of them.
func (t *table) through(visit func(string)) { t.each(visit) }

func (t *table) clearThrough() {
	t.through(func(k string) { t.remove(k) }) // want `\(\*table\).clearThrough locks t.mu again`
}

// A visitor is called by its method.
type visitor interface{ visit(k string) }

func (t *table) accept(v visitor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k := range t.rows {
		v.visit(k)
	}
}

type remover struct{ t *table }

func (r *remover) visit(k string) { r.t.remove(k) }

func (t *table) removeAll() {
	t.accept(&remover{t: t}) // want `\(\*table\).removeAll locks t.mu again`
}

func (t *table) removeOthers(other *table) {
	t.accept(&remover{t: other})
}
