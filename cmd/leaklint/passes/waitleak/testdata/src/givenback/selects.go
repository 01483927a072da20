package givenback

import "sync"

// A pool that is full refuses what it is handed.
type full struct{ tasks chan func() }

func (p *full) try(f func()) bool {
	select {
	case p.tasks <- f:
		return true
	default:
		return false
	}
}

func (p *full) run() {
	for f := range p.tasks {
		f()
	}
}

func tried(p *full, f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	p.try(func() { defer wg.Done(); f() })
	wg.Wait() // want `tried waits for wg, whose Done is left to a function that \(\*full\).try may refuse to take`
}

func triedAndDone(p *full, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		ok := p.try(func() { defer wg.Done(); f() })
		if !ok {
			wg.Done()
		}
	}
	wg.Wait()
}

func triedAndCalled(p *full, fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		work := func() { defer wg.Done(); f() }
		if !p.try(work) {
			work()
		}
	}
	wg.Wait()
}

// One for each is added before the loop.
func allTried(p *full, fs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(fs))
	for _, f := range fs {
		p.try(func() { defer wg.Done(); f() })
	}
	wg.Wait() // want `allTried waits for wg, whose Done is left to a function that \(\*full\).try may refuse to take`
}

func allTriedAndDone(p *full, fs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(fs))
	for _, f := range fs {
		if !p.try(func() { defer wg.Done(); f() }) {
			wg.Done()
		}
	}
	wg.Wait()
}

// Another function waits.
type tracker struct {
	wg   sync.WaitGroup
	pool *full
}

func (t *tracker) submit(f func()) bool {
	t.wg.Add(1)
	return t.pool.try(func() { defer t.wg.Done(); f() })
}

func (t *tracker) wait() {
	t.wg.Wait() // want `wait waits for wg, whose Done is left to a function that \(\*full\).try may refuse to take`
}

type careful struct {
	wg   sync.WaitGroup
	pool *full
}

func (t *careful) submit(f func()) bool {
	t.wg.Add(1)
	if t.pool.try(func() { defer t.wg.Done(); f() }) {
		return true
	}
	t.wg.Done()
	return false
}

func (t *careful) wait() { t.wg.Wait() }

// Its caller may give back what was refused.
type released struct {
	wg   sync.WaitGroup
	pool *full
}

func (t *released) submit(f func()) bool {
	t.wg.Add(1)
	return t.pool.try(func() { defer t.wg.Done(); f() })
}

func (t *released) run(f func()) {
	if !t.submit(f) {
		t.wg.Done()
	}
}

func (t *released) wait() { t.wg.Wait() }
