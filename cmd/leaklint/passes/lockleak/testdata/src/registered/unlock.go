package registered

import "sync"

// What unlocks is kept in a variable and called at the end.
type session struct {
	mu sync.Mutex
	n  int
}

func (s *session) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *session) renew(early bool) int {
	s.mu.Lock()
	unlock := func() { s.mu.Unlock() }
	defer func() { unlock() }()
	if early {
		unlock()
		unlock = func() {}
		return s.get()
	}
	return s.get() // want `\(\*session\).renew locks s.mu again in registered.\(\*session\).get`
}

func (s *session) renewRight() int {
	s.mu.Lock()
	unlock := func() { s.mu.Unlock() }
	unlock()
	return s.get()
}

func (s *session) renewLater(run func(func())) int {
	s.mu.Lock()
	unlock := func() { s.mu.Unlock() }
	run(unlock) // who gets it may call it
	return s.get()
}

func (s *session) renewInOther() int {
	s.mu.Lock()
	unlock := func() { s.mu.Unlock() }
	go func() { unlock() }()
	return s.get() // when the other goroutine has unlocked
}

// A literal that calls itself.
func (s *session) visit(depth int) int {
	s.mu.Lock()
	var down func(int)
	down = func(n int) {
		if n > 0 {
			s.n++
			down(n - 1)
		}
	}
	down(depth)
	s.mu.Unlock()
	return s.get()
}
