package a

import (
	"errors"
	"sync"
)

type store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *store) get(key string) (int, error) {
	s.mu.Lock() // want `\(\*store\).get may return without releasing s.mu, which blocks whoever asks for it next forever`
	v, ok := s.items[key]
	if !ok {
		return 0, errors.New("missing")
	}
	s.mu.Unlock()
	return v, nil
}

// several locks it in three places, and skips the release at two returns.
func (s *store) several(kind int) {
	switch kind {
	case 0:
		s.mu.Lock() // want `\(\*store\).several may return without releasing s.mu`
		s.items = nil
	case 1:
		s.mu.Lock()
		s.items = map[string]int{}
	default:
		s.mu.Lock()
	}
	if len(s.items) == 7 {
		return
	}
	if len(s.items) == 8 {
		return
	}
	s.mu.Unlock()
}

// apart skips it twice, each time that of another place.
func (s *store) apart(first bool) {
	if first {
		s.mu.Lock() // want `\(\*store\).apart may return without releasing s.mu`
		if len(s.items) == 7 {
			return
		}
		s.mu.Unlock()
	}
	s.mu.Lock() // want `\(\*store\).apart may return without releasing s.mu`
	if len(s.items) == 8 {
		return
	}
	s.mu.Unlock()
}

func (s *store) getRight(key string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.items[key]
	if !ok {
		return 0, errors.New("missing")
	}
	return v, nil
}

func (s *store) getClosure(key string) (int, error) {
	s.mu.Lock()
	defer func() { s.mu.Unlock() }()
	if v, ok := s.items[key]; ok {
		return v, nil
	}
	return 0, errors.New("missing")
}

func (s *store) correlated(lock bool) int {
	if lock {
		s.mu.Lock()
	}
	n := len(s.items)
	if lock {
		s.mu.Unlock()
	}
	return n
}

func (s *store) panics(key string) int {
	s.mu.Lock()
	v, ok := s.items[key]
	if !ok {
		panic("missing")
	}
	s.mu.Unlock()
	return v
}

// handed hands the lock over to its callers and to a goroutine.
type handed struct {
	mu sync.Mutex
	n  int
}

func (h *handed) tryBegin() bool {
	h.mu.Lock()
	if h.n > 0 {
		h.mu.Unlock()
		return false
	}
	return true
}

func (h *handed) end() { h.mu.Unlock() }

type async struct {
	mu sync.Mutex
	n  int
}

func (a *async) run() {
	a.mu.Lock()
	if a.n > 0 {
		a.mu.Unlock()
		return
	}
	go func() {
		defer a.mu.Unlock()
		a.n++
	}()
}

// later starts a method that stands behind it, and one that calls it.
type later struct {
	mu sync.Mutex
	n  int
}

func (l *later) run() {
	l.mu.Lock()
	if l.n > 0 {
		l.mu.Unlock()
		return
	}
	go l.finish()
}

func (l *later) finish() {
	l.n++
	l.release()
}

func (l *later) release() { l.mu.Unlock() }

func (l *later) again() {
	l.mu.Lock()
	if l.n > 0 {
		l.mu.Unlock()
		return
	}
	go l.finishAgain()
}

func (l *later) finishAgain() {
	l.release()
	l.again()
}

type laterWrong struct {
	mu sync.Mutex
	n  int
}

func (l *laterWrong) run(fast bool) {
	l.mu.Lock() // want `\(\*laterWrong\).run may return without releasing l.mu`
	if fast {
		return
	}
	l.mu.Unlock()
	go l.count()
}

func (l *laterWrong) count() { l.n++ }

type guard struct{ mu sync.Mutex }

func (g *guard) locked() func() {
	g.mu.Lock()
	return g.mu.Unlock
}

// reset works on a variable that is set twice and that a closure sees.
func (s *store) reset(other *store, swap bool) func() {
	current := s
	current.mu.Lock()
	current.items = nil
	current.mu.Unlock()
	if swap {
		current = other
		return nil
	}
	current.mu.Lock()
	current.mu.Unlock()
	return func() { current.items = nil }
}

type link struct {
	mu   sync.Mutex
	next *link
}

// last goes from one to the next, hand over hand.
func (l *link) last() int {
	n := 0
	l.mu.Lock()
	for l.next != nil {
		next := l.next
		next.mu.Lock()
		l.mu.Unlock()
		l = next
		n++
	}
	l.mu.Unlock()
	return n
}

type closer struct {
	mu   sync.Mutex
	open bool
}

func (c *closer) use() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = true
}

// shutdown keeps everybody out from now on.
func (c *closer) shutdown() {
	c.mu.Lock()
	c.open = false
}
