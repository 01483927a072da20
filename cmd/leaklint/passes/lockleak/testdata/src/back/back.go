package back

import "sync"

// A site knows its pages, and each page its site.
type site struct {
	mu    sync.RWMutex
	pages []*page
	index map[string]*page
}

type page struct {
	site  *site
	title string
}

func (s *site) add(title string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &page{site: s, title: title}
	s.pages = append(s.pages, p)
	s.index[title] = p
}

func (s *site) all() []*page {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.pages
}

func (p *page) siblings() int { return len(p.site.all()) }

func (p *page) render() int { return p.siblings() }

func (s *site) render() (n int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.pages {
		n += p.render() // want `\(\*site\).render reads s.mu and locks it for reading again in back.\(\*site\).all .*, which blocks forever when a writer asks for it in between`
	}
	return n
}

func (s *site) renderOne(title string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index[title].render() // want `\(\*site\).renderOne reads s.mu and locks it for reading again`
}

func (s *site) renderRight() (n int) {
	for _, p := range s.all() {
		n += p.render()
	}
	return n
}

// A link may lead to a page of another site.
type link struct{ to *site }

type directory struct {
	mu    sync.Mutex
	links []*link
	twin  *directory
}

func (s *site) link(d *directory, to *site) { d.links = append(d.links, &link{to: to}) }

func (s *site) follow(d *directory) (n int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, l := range d.links {
		n += len(l.to.all())
	}
	return n
}

// Two structs share one lock.
type worker struct {
	mu *sync.Mutex
	n  int
}

func newWorker(mu *sync.Mutex) *worker { return &worker{mu: mu} }

func (w *worker) bump() {
	w.mu.Lock()
	w.n++
	w.mu.Unlock()
}

type boss struct {
	mu   sync.Mutex
	w    *worker
	free *worker
}

func newBoss() *boss {
	b := &boss{free: newWorker(new(sync.Mutex))}
	b.w = newWorker(&b.mu)
	return b
}

func (b *boss) work() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.w.bump() // want `\(\*boss\).work locks b.mu again in back.\(\*worker\).bump`
}

func (b *boss) workRight() {
	b.mu.Lock()
	b.mu.Unlock()
	b.w.bump()
}

func (b *boss) workFree() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free.bump() // it has a lock of its own
}

// A hook that a setter installs knows the object that calls it.
type lease struct {
	mu    sync.Mutex
	hook  func(int)
	after func(int)
	n     int
}

func (l *lease) setHook(hook func(int)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hook = hook
}

func (l *lease) record(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n = n
}

func (l *lease) grant() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hook != nil {
		l.hook(l.n) // want `\(\*lease\).grant locks l.mu again in back.\(\*lease\).record`
	}
	l.after(l.n)
}

func (l *lease) grantRight() {
	l.mu.Lock()
	hook, n := l.hook, l.n
	l.mu.Unlock()
	hook(n)
}

type server struct{ l, spare *lease }

func (s *server) apply(n int) { s.l.record(n) }

func newServer() *server {
	s := &server{l: &lease{}, spare: &lease{}}
	s.l.setHook(s.apply)
	s.l.after = func(n int) { s.spare.record(n) } // another lease
	return s
}

// A transaction has the store that began it.
type store struct{ mu sync.Mutex }

type transaction struct{ s *store }

func (s *store) begin() *transaction { return &transaction{s: s} }

func (t *transaction) commit() {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
}

func (s *store) update() {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.begin()
	t.commit() // want `\(\*store\).update locks s.mu again in back.\(\*transaction\).commit`
}

func (s *store) updateOther(other *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := other.begin()
	t.commit()
}
