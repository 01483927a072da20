// Package tokens has channels that are used as semaphores.
package tokens

import "sync"

type limiter struct{ slots chan struct{} }

func newLimiter(n int) *limiter { return &limiter{slots: make(chan struct{}, n)} }

func (l *limiter) do(f func() error) error {
	l.slots <- struct{}{} // want `\(\*limiter\).do may return without taking its token out of slots again, so this send blocks forever when all tokens are lost \(sendleak\)`
	if err := f(); err != nil {
		return err
	}
	<-l.slots
	return nil
}

func (l *limiter) deferred(f func() error) error {
	l.slots <- struct{}{}
	defer func() { <-l.slots }()
	if err := f(); err != nil {
		return err
	}
	return nil
}

func (l *limiter) both(f func() error) error {
	l.slots <- struct{}{}
	if err := f(); err != nil {
		<-l.slots
		return err
	}
	<-l.slots
	return nil
}

// maybe takes a token under the condition under which it gives it back.
func (l *limiter) maybe(f func(), limited bool) {
	if limited {
		l.slots <- struct{}{}
	}
	f()
	if limited {
		<-l.slots
	}
}

// start gives the token back when the work is done.
func (l *limiter) start(f func()) {
	l.slots <- struct{}{}
	go func() {
		defer func() { <-l.slots }()
		f()
	}()
}

func (l *limiter) startChecked(f func() error) {
	l.slots <- struct{}{} // want `a goroutine that \(\*limiter\).startChecked starts may return without taking its token out of slots again`
	go func() {
		if f() != nil {
			return
		}
		<-l.slots
	}()
}

// A gate has its tokens given back by another method.
type gate struct{ in chan struct{} }

func newGate(n int) *gate { return &gate{in: make(chan struct{}, n)} }

func (g *gate) enter(closed bool) bool {
	g.in <- struct{}{}
	if closed {
		<-g.in
		return false
	}
	return true
}

func (g *gate) leave() { <-g.in }

// A Shared one is seen by others.
type Shared struct{ In chan struct{} }

func NewShared(n int) *Shared { return &Shared{In: make(chan struct{}, n)} }

func (s *Shared) Enter(closed bool) bool {
	s.In <- struct{}{}
	if closed {
		<-s.In
		return false
	}
	return true
}

func all(fs []func() error) {
	sem := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, f := range fs {
		sem <- struct{}{} // want `a goroutine that all starts may return without taking its token out of sem again`
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := f(); err != nil {
				return
			}
			<-sem
		}()
	}
	wg.Wait()
}

func allDeferred(fs []func() error) {
	sem := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, f := range fs {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() {
				<-sem
				wg.Done()
			}()
			if err := f(); err != nil {
				return
			}
		}()
	}
	wg.Wait()
}

func skipped(fs []func()) {
	sem := make(chan struct{}, 4)
	for _, f := range fs {
		sem <- struct{}{} // want `skipped may begin the next round of a loop without taking its token out of sem again`
		if f == nil {
			continue
		}
		go func() {
			f()
			<-sem
		}()
	}
}

// drained waits for all of them by filling the channel.
func drained(fs []func()) {
	sem := make(chan struct{}, 4)
	for _, f := range fs {
		sem <- struct{}{}
		go func() {
			f()
			<-sem
		}()
	}
	for range cap(sem) {
		sem <- struct{}{}
	}
}

// signaled is no semaphore: the goroutine says that it is done.
func signaled(f func()) {
	done := make(chan struct{}, 1)
	go func() {
		f()
		done <- struct{}{}
	}()
	<-done
}

// last gives its token back only to who comes after, of whom there is none.
func last(f func() error) error {
	sem := make(chan struct{}, 1)
	sem <- struct{}{}
	if err := f(); err != nil {
		return err
	}
	<-sem
	return nil
}

// A crew takes the token out in a method that is started.
type crew struct{ places chan struct{} }

func newCrew(n int) *crew { return &crew{places: make(chan struct{}, n)} }

func (c *crew) all(fs []func()) {
	for _, f := range fs {
		c.places <- struct{}{}
		go c.run(f)
	}
}

func (c *crew) run(f func()) {
	f()
	<-c.places
}
