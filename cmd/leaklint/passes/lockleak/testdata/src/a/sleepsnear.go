package a

import "sync"

// SleepOpen has a group that other packages can be done with.
type SleepOpen struct {
	mu   sync.Mutex
	Jobs sync.WaitGroup
}

func (s *SleepOpen) wait() {
	s.mu.Lock()
	s.Jobs.Wait()
	s.mu.Unlock()
}

func (s *SleepOpen) done() {
	s.mu.Lock()
	s.Jobs.Done()
	s.mu.Unlock()
}

// sleepOfParameter may be given any lock.
func sleepOfParameter(mu *sync.Mutex) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		mu.Lock()
		mu.Unlock()
		wg.Done()
	}()
	mu.Lock()
	wg.Wait()
	mu.Unlock()
}

// sleepTried has a lock that who is waited for can do without.
type sleepTried struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (s *sleepTried) wait() {
	s.mu.Lock()
	s.jobs.Wait()
	s.mu.Unlock()
}

func (s *sleepTried) done() {
	if s.mu.TryLock() {
		s.mu.Unlock()
	}
	s.mu.Lock()
	s.jobs.Done()
	s.mu.Unlock()
}

// sleepCond sets the lock of its condition itself.
type sleepCond struct {
	mu    sync.Mutex
	cond  sync.Cond
	ready bool
}

func newSleepCond() *sleepCond {
	s := new(sleepCond)
	s.cond.L = &s.mu
	return s
}

func (s *sleepCond) wait() {
	s.mu.Lock()
	for !s.ready {
		s.cond.Wait()
	}
	s.mu.Unlock()
}

func (s *sleepCond) wake() {
	s.mu.Lock()
	s.ready = true
	s.cond.Signal()
	s.mu.Unlock()
}

// sleepGo runs what needs no lock, and is done with other things by others.
type sleepGo struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (s *sleepGo) wait() {
	s.jobs.Go(func() {})
	s.mu.Lock()
	s.jobs.Wait()
	s.mu.Unlock()
}

func (s *sleepGo) done() {
	s.mu.Lock()
	s.jobs.Done()
	s.mu.Unlock()
}

// sleepCounts counts what it does only when it has the lock.
type sleepCounts struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (s *sleepCounts) wait() {
	s.mu.Lock()
	s.jobs.Wait()
	s.mu.Unlock()
}

func (s *sleepCounts) work() {
	s.mu.Lock()
	s.jobs.Add(1)
	s.jobs.Done()
	s.mu.Unlock()
}

// sleepEither is ended with the lock or without.
type sleepEither struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (s *sleepEither) wait() {
	s.mu.Lock()
	s.jobs.Wait()
	s.mu.Unlock()
}

func (s *sleepEither) done() {
	s.mu.Lock()
	s.jobs.Done()
	s.mu.Unlock()
}

func (s *sleepEither) doneFreely() { s.jobs.Done() }

// sleepSignals is woken by somebody who has given the other lock back, and may have
// had it before the wait.
type sleepSignals struct {
	other sync.Mutex
	mu    sync.Mutex
	cond  *sync.Cond
	ready bool
}

func newSleepSignals() *sleepSignals {
	s := new(sleepSignals)
	s.cond = sync.NewCond(&s.mu)
	return s
}

func (s *sleepSignals) wait() {
	s.other.Lock()
	s.mu.Lock()
	for !s.ready {
		s.cond.Wait()
	}
	s.mu.Unlock()
	s.other.Unlock()
}

func (s *sleepSignals) wake() {
	s.other.Lock()
	s.other.Unlock()
	s.mu.Lock()
	s.ready = true
	s.mu.Unlock()
	s.cond.Signal()
}

// sleepItself is done before it waits.
type sleepItself struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (s *sleepItself) leave() {
	s.mu.Lock()
	s.jobs.Done()
	s.jobs.Wait()
	s.mu.Unlock()
}

// sleepBegins counts its goroutine when that has the lock.
type sleepBegins struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (s *sleepBegins) begin() {
	s.mu.Lock()
	s.jobs.Add(1)
	s.mu.Unlock()
}

func (s *sleepBegins) start() {
	go func() {
		s.begin()
		s.jobs.Done()
	}()
}

func (s *sleepBegins) wait() {
	s.mu.Lock()
	s.jobs.Wait()
	s.mu.Unlock()
}

// sleepAlone waits for what nobody signals, which is no matter of its lock.
type sleepAlone struct {
	mu   sync.Mutex
	cond *sync.Cond
}

func newSleepAlone() *sleepAlone {
	s := new(sleepAlone)
	s.cond = sync.NewCond(&s.mu)
	return s
}

func (s *sleepAlone) wait() {
	s.mu.Lock()
	s.cond.Wait()
	s.mu.Unlock()
}
