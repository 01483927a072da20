package registered

import "sync"

// A stopper waits for its tasks with the lock that each of them needs to end.
type stopper struct {
	mu    sync.Mutex
	tasks sync.WaitGroup
	drain bool
}

func (s *stopper) start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drain {
		return false
	}
	s.tasks.Add(1)
	return true
}

func (s *stopper) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tasks.Done()
}

func (s *stopper) quiesce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drain = true
	s.tasks.Wait() // want `\(\*stopper\).quiesce waits for registered.stopper.tasks while it holds s.mu, which a goroutine that it waits for asks for first`
}

// One that ends a task without the lock.
type stopperRight struct {
	mu    sync.Mutex
	tasks sync.WaitGroup
	drain bool
}

func (s *stopperRight) start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drain {
		return false
	}
	s.tasks.Add(1)
	return true
}

func (s *stopperRight) end() { s.tasks.Done() }

func (s *stopperRight) quiesce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drain = true
	s.tasks.Wait()
}

// WaitGroup.Go adds and ends what it runs.
type batch struct {
	mu sync.Mutex
	n  int
}

func (b *batch) add() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

func (b *batch) run(times int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() { b.add() })
	}
	wg.Wait() // want `\(\*batch\).run waits for wg while it holds b.mu`
}

func (b *batch) runRight(times int) {
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() { b.add() })
	}
	wg.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n = 0
}

// The argument says whether to lock.
func (b *batch) get(lock bool) int {
	if lock {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	return b.n
}

func (b *batch) getLocked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.get(true) // want `\(\*batch\).getLocked locks b.mu again`
}

func (b *batch) getRight() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.get(false)
}

func (b *batch) getAs(lock bool) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.get(lock) // who says so knows
}
