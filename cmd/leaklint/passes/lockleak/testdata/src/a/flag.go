package a

import "sync"

// A stream takes a lock with the first message that needs it.
type stream struct {
	mu       sync.Mutex
	messages chan *string
}

func (s *stream) serve(on bool) {
	has := false
	for {
		m := <-s.messages
		if m == nil {
			return
		}
		if on && *m != "" {
			if !has {
				s.mu.Lock()
				defer s.mu.Unlock()
				has = true
			}
			println(*m)
		}
	}
}

func (s *stream) forgets(on bool) {
	has := false
	for {
		m := <-s.messages
		if m == nil {
			return
		}
		if on && *m != "" {
			if !has {
				s.mu.Lock() // want `\(\*stream\).forgets locks s.mu again in the next round of a loop without having released it, which blocks forever`
				defer s.mu.Unlock()
			}
			has = false
			println(*m)
		}
	}
}

// A session asks for its token with the lock held, and says so in the parameters.
type session struct {
	mu    sync.Mutex
	token string
}

func (s *session) get() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" {
		s.token = s.call(map[string]string{"token": "*"})
	}
	return s.token
}

func (s *session) call(params map[string]string) string {
	token, ok := params["token"]
	if !ok {
		token = s.get()
	}
	return token + "!"
}
