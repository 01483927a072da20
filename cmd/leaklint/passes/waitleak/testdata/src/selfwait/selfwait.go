// Package selfwait has goroutines that come to the wait for themselves.
package selfwait

import "sync"

type reader struct {
	wg   sync.WaitGroup
	read func() error
	done chan struct{}
	once sync.Once
}

func newReader(read func() error) *reader {
	r := &reader{read: read, done: make(chan struct{})}
	r.wg.Add(1)
	go func() { // want `goroutine comes to \(\*reader\).Close, which waits for wg and so for this goroutine itself: neither ever returns`
		defer r.wg.Done()
		if err := r.read(); err != nil {
			r.Close()
		}
	}()
	return r
}

func (r *reader) Close() error {
	r.once.Do(func() { close(r.done) })
	r.wg.Wait()
	return nil
}

type polite struct {
	wg   sync.WaitGroup
	read func() error
	done chan struct{}
	once sync.Once
}

func newPolite(read func() error) *polite {
	p := &polite{read: read, done: make(chan struct{})}
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		if err := p.read(); err != nil {
			p.shut()
		}
	}()
	return p
}

func (p *polite) shut() { p.once.Do(func() { close(p.done) }) }

func (p *polite) Close() {
	p.shut()
	p.wg.Wait()
}

type looper struct {
	wg   sync.WaitGroup
	work func() error
}

func start(l *looper) {
	l.wg.Go(l.loop) // want `goroutine comes to \(\*looper\).Close`
}

func (l *looper) loop() {
	for {
		if err := l.work(); err != nil {
			l.fail()
			return
		}
	}
}

func (l *looper) fail()  { l.Close() }
func (l *looper) Close() { l.wg.Wait() }

// asynchronous lets another goroutine wait.
type asynchronous struct {
	wg   sync.WaitGroup
	work func() error
}

func (a *asynchronous) start() {
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		if a.work() != nil {
			go a.Close()
		}
	}()
}

func (a *asynchronous) Close() { a.wg.Wait() }

// A tree closes its children, which are other objects.
type tree struct {
	wg    sync.WaitGroup
	child *tree
	work  func() error
}

func (t *tree) start() {
	t.wg.Add(1)
	go t.run()
}

func (t *tree) run() {
	defer t.wg.Done()
	if t.work() != nil && t.child != nil {
		t.child.Close()
	}
}

func (t *tree) Close() { t.wg.Wait() }

// doneFirst is no longer counted when it closes.
type doneFirst struct {
	wg   sync.WaitGroup
	work func() error
}

func (d *doneFirst) start() {
	d.wg.Add(1)
	go func() {
		d.work()
		d.wg.Done()
		d.Close()
	}()
}

func (d *doneFirst) Close() { d.wg.Wait() }

// told is told whether to wait.
type told struct {
	wg   sync.WaitGroup
	work func() error
}

func (t *told) start() {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		if t.work() != nil {
			t.close(false)
		}
	}()
}

func (t *told) close(wait bool) {
	if wait {
		t.wg.Wait()
	}
}
