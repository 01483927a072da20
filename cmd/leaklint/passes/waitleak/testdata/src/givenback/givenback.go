// Package givenback has groups to which a path adds with nobody to call Done for it.
package givenback

import "sync"

func skippedRound(fs []func() error) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		if f == nil {
			continue
		}
		go func() {
			defer wg.Done()
			f()
		}()
	}
	wg.Wait() // want `skippedRound waits for wg, which a path adds to with nobody to call Done for it, so it may block forever \(waitleak\)`
}

func doneInRound(fs []func() error) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		if f == nil {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			f()
		}()
	}
	wg.Wait()
}

func addedLater(fs []func() error) {
	var wg sync.WaitGroup
	for _, f := range fs {
		if f == nil {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
	}
	wg.Wait()
}

func work(wg *sync.WaitGroup, f func() error) {
	defer wg.Done()
	f()
}

func named(fs []func() error, err error) error {
	var wg sync.WaitGroup
	wg.Add(1)
	if err == nil {
		go work(&wg, fs[0])
	}
	wg.Wait() // want `named waits for wg, which a path adds to`
	return err
}

func returnedBefore(fs []func() error, err error) error {
	var wg sync.WaitGroup
	wg.Add(1)
	if err != nil {
		return err
	}
	go work(&wg, fs[0])
	wg.Wait()
	return nil
}

// sameCondition adds and starts under one condition.
func sameCondition(f func() error, on bool) {
	var wg sync.WaitGroup
	if on {
		wg.Add(1)
	}
	println("on")
	if on {
		go work(&wg, f)
	}
	wg.Wait()
}

func workers(jobs []int) {
	var wg sync.WaitGroup
	ch := make(chan int)
	go func() {
		for range ch {
			wg.Done()
		}
	}()
	for _, j := range jobs {
		wg.Add(1)
		ch <- j
	}
	wg.Wait()
	close(ch)
}

type pool struct {
	mu     sync.Mutex
	closed bool
	tasks  chan func()
}

func (p *pool) submit(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.tasks <- f
	return true
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	close(p.tasks)
}

func (p *pool) try(f func()) {
	if p.closed {
		return
	}
	p.tasks <- f
}

func (p *pool) must(f func()) {
	if p.closed {
		go f()
		return
	}
	p.tasks <- f
}

func refused(p *pool, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		p.submit(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait() // want `refused waits for wg, whose Done is left to a function that \(\*pool\).submit may refuse to take, so it may block forever \(waitleak\)`
}

func refusedAndDone(p *pool, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		if ok := p.submit(func() { defer wg.Done(); f() }); !ok {
			wg.Done()
		}
	}
	wg.Wait()
}

func refusedInSilence(p *pool, f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	p.try(func() {
		defer wg.Done()
		f()
	})
	wg.Wait() // want `refusedInSilence waits for wg, whose Done is left to a function that \(\*pool\).try may refuse to take`
}

func neverRefused(p *pool, f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	p.must(func() {
		defer wg.Done()
		f()
	})
	wg.Wait()
}

func refusedElsewhere(submit func(func()) error, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		if err := submit(func() { defer wg.Done(); f() }); err != nil {
			println(err.Error())
		}
	}
	wg.Wait() // want `refusedElsewhere waits for wg, whose Done is left to a function that the call may refuse to take`
}

func refusedReturns(submit func(func()) error, f func()) error {
	var wg sync.WaitGroup
	wg.Add(1)
	if err := submit(func() { defer wg.Done(); f() }); err != nil {
		return err
	}
	wg.Wait()
	return nil
}

func notLookedAt(submit func(func()) error, f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	submit(func() { defer wg.Done(); f() })
	wg.Wait()
}

// itsOwnError may be that of the function, which has run then.
func itsOwnError(run func(func() error) error, f func() error) {
	var wg sync.WaitGroup
	wg.Add(1)
	if err := run(func() error { defer wg.Done(); return f() }); err != nil {
		println(err.Error())
	}
	wg.Wait()
}

func refusedBreaks(submit func(func()) error, fs []func()) (err error) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		if err = submit(func() { defer wg.Done(); f() }); err != nil {
			wg.Done()
			break
		}
	}
	wg.Wait()
	return err
}

// doneFirst gives back for an Add of before, and the next one is given back by somebody
// who is handed the group.
func doneFirst(f func(), on bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Done()
	wg.Add(1)
	if on {
		go func() {
			defer wg.Done()
			f()
		}()
	} else {
		finish(&wg)
	}
	wg.Wait()
}

func finish(wg *sync.WaitGroup) { wg.Done() }

type service struct{ wg sync.WaitGroup }

// begin is ended by whoever calls end.
func (s *service) begin(on bool, f func()) {
	s.wg.Add(1)
	if on {
		go func() {
			defer s.end()
			f()
		}()
	}
	s.wg.Wait()
}

func (s *service) end() { s.wg.Done() }

func stop(s *service) { s.end() }

type executor interface{ Submit(func()) error }

func submitted(e executor, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		err := e.Submit(func() { f(); wg.Done() })
		if err != nil {
			println("refused")
			continue
		}
		println("taken")
	}
	wg.Wait() // want `submitted waits for wg, whose Done is left to a function that the call may refuse to take`
}

func submittedOrRun(e executor, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		task := func() { f(); wg.Done() }
		if e.Submit(task) != nil {
			go task()
		}
	}
	wg.Wait()
}

type backlog struct {
	wg   sync.WaitGroup
	todo []func()
}

// add leaves some of the work to step, which calls Done for it.
func (b *backlog) add(f func(), now bool) {
	b.wg.Add(1)
	if now {
		go func() {
			defer b.wg.Done()
			f()
		}()
	} else {
		b.todo = append(b.todo, f)
	}
	b.wg.Wait()
}

func (b *backlog) step() {
	b.todo[0]()
	b.wg.Done()
}

var _ = (*backlog).step
