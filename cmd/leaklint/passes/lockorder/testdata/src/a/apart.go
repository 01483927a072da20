package a

import "sync"

// The helper gives its caller's lock back to ask for both in the right order.
type sequence struct {
	mu   sync.RWMutex
	next sync.Mutex
	last int
}

func (s *sequence) propose() {
	s.next.Lock()
	defer s.next.Unlock()
	if s.last == 0 {
		s.recalculate(true)
	}
}

func (s *sequence) commit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next.Lock()
	defer s.next.Unlock()
	s.recalculate(false)
}

func (s *sequence) recalculate(lock bool) {
	if lock {
		s.next.Unlock()
		s.mu.RLock()
		s.next.Lock()
	}
	s.last++
	if lock {
		s.mu.RUnlock()
	}
}
