package a

import (
	"errors"
	"sync"
)

// The session that is locked under the lock of a hub is always a new one.
type hub struct {
	mu  sync.Mutex
	cur *session
}

type session struct {
	mu sync.Mutex
	id int
}

func newSession() *session { return &session{} }

func (s *session) touch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id++
}

func (h *hub) open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cur = &session{}
	h.cur.touch()
	s := newSession()
	s.mu.Lock()
	s.mu.Unlock()
	h.start()
}

func (h *hub) start() {
	h.cur = newSession()
	h.cur.mu.Lock()
	h.cur.id++
	h.cur.mu.Unlock()
}

func (h *hub) drop(s *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.open()
}

// A hall locks the lodger that it has.
type hall struct {
	mu  sync.Mutex
	cur *lodger
}

type lodger struct {
	mu sync.Mutex
	id int
}

func (h *hall) reset() { h.cur = &lodger{} }

func (h *hall) openWrong(other *hall) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cur = &lodger{}
	other.exchange()
	h.cur.mu.Lock() // want `\(\*hall\).openWrong takes a.hall.mu and then a.lodger.mu, and \(\*hall\).dropWrong takes them the other way round`
	h.cur.mu.Unlock()
}

func (h *hall) exchange() { h.cur = findLodger() }

var lodgers []*lodger

func findLodger() *lodger { return lodgers[0] }

func (h *hall) dropWrong(g *lodger) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h.mu.Lock()
	h.mu.Unlock()
}

// The two halves of a duplex are locked before it, and behind it.
type duplex struct {
	mu   sync.Mutex
	r, w *half
}

type half struct{ mu sync.Mutex }

func newDuplex() *duplex { return &duplex{r: &half{}, w: &half{}} }

func (d *duplex) read() {
	d.mu.Lock()
	d.r.mu.Lock()
	d.r.mu.Unlock()
	d.mu.Unlock()
}

func (d *duplex) write() {
	d.w.mu.Lock()
	d.mu.Lock()
	d.mu.Unlock()
	d.w.mu.Unlock()
}

// Those of a simplex may be one.
type simplex struct {
	mu   sync.Mutex
	r, w *side
}

type side struct{ mu sync.Mutex }

func newSimplex() *simplex {
	s := &side{}
	return &simplex{r: s, w: s}
}

func (s *simplex) readWrong() {
	s.mu.Lock()
	s.r.mu.Lock()
	s.r.mu.Unlock()
	s.mu.Unlock()
}

func (s *simplex) writeWrong() {
	s.w.mu.Lock()
	s.mu.Lock() // want `\(\*simplex\).writeWrong takes a.side.mu and then a.simplex.mu, and \(\*simplex\).readWrong takes them the other way round`
	s.mu.Unlock()
	s.w.mu.Unlock()
}

// Two locks of objects that getters with several results return.
type registry struct {
	mu   sync.Mutex
	left *leftPart
	list []*rightPart
	last *rightPart
}

type leftPart struct{ mu sync.Mutex }
type rightPart struct{ mu sync.Mutex }

func (r *registry) getLeft() (*leftPart, bool) { return r.left, r.left != nil }

func (r *registry) getRight() (found *rightPart, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		return nil, errors.New("none")
	}
	found = r.last
	return found, nil
}

func (r *registry) forthWrong() {
	a, _ := r.getLeft()
	b, _ := r.getRight()
	a.mu.Lock()
	b.mu.Lock() // want `\(\*registry\).forthWrong takes a.leftPart.mu and then a.rightPart.mu, and \(\*registry\).backWrong takes them the other way round`
	b.mu.Unlock()
	a.mu.Unlock()
}

func (r *registry) backWrong() {
	b, err := r.getRight()
	if err != nil {
		return
	}
	a, _ := r.getLeft()
	b.mu.Lock()
	a.mu.Lock()
	a.mu.Unlock()
	b.mu.Unlock()
}
