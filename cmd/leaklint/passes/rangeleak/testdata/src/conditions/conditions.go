// Package conditions has channels that are closed under conditions: where these
// cover every path nothing is reported, and else it is.
package conditions

import (
	"sync"
	"sync/atomic"
)

func work() {}

func twice(keep bool, in []int) {
	jobs := make(chan int)
	go func() {
		for range jobs {
			work()
		}
	}()
	if !keep {
		close(jobs)
		return
	}
	for _, n := range in {
		jobs <- n
	}
	if keep {
		close(jobs)
	}
}

func otherwise(keep, more bool, in []int) {
	jobs := make(chan int)
	go func() { // want `otherwise may return without closing jobs`
		for range jobs {
			work()
		}
	}()
	if !keep {
		close(jobs)
		return
	}
	for _, n := range in {
		jobs <- n
	}
	if more {
		close(jobs)
	}
}

// pool has a flag that says that the channel is closed.
type pool struct {
	mu    sync.Mutex
	over  bool
	tasks chan func()
}

func newPool() *pool {
	p := &pool{tasks: make(chan func(), 4)}
	go func() {
		for f := range p.tasks {
			f()
		}
	}()
	return p
}

func (p *pool) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	close(p.tasks)
	p.over = true
}

func usePool(f func()) {
	p := newPool()
	p.tasks <- f
	go p.end()
}

// atomicPool has a flag that is swapped.
type atomicPool struct {
	over  atomic.Bool
	tasks chan func()
}

func newAtomicPool() *atomicPool {
	p := &atomicPool{tasks: make(chan func(), 4)}
	go func() {
		for f := range p.tasks {
			f()
		}
	}()
	return p
}

func (p *atomicPool) end() {
	if p.over.CompareAndSwap(false, true) {
		close(p.tasks)
	}
}

func useAtomicPool(f func()) {
	p := newAtomicPool()
	p.tasks <- f
	go p.end()
}

// numberPool has a number that says in which state it is, and closes in a helper.
type numberPool struct {
	mu    sync.Mutex
	state int
	tasks chan func()
}

const ended = 2

func newNumberPool() *numberPool {
	p := &numberPool{tasks: make(chan func(), 4)}
	go func() {
		for f := range p.tasks {
			f()
		}
	}()
	return p
}

func (p *numberPool) run() { p.state = 1 }

func (p *numberPool) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == ended {
		return
	}
	p.state = ended
	p.release()
}

func (p *numberPool) release() { close(p.tasks) }

func useNumberPool(f func()) {
	p := newNumberPool()
	p.run()
	p.tasks <- f
	go p.end()
}

// pausedPool has a flag that is also set where the channel stays open.
type pausedPool struct {
	mu     sync.Mutex
	paused bool
	tasks  chan func()
}

func newPausedPool() *pausedPool {
	p := &pausedPool{tasks: make(chan func(), 4)}
	go func() { // want `end may return without closing tasks`
		for f := range p.tasks {
			f()
		}
	}()
	return p
}

func (p *pausedPool) pause() {
	p.mu.Lock()
	p.paused = true
	p.mu.Unlock()
}

func (p *pausedPool) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.paused {
		p.paused = true
		close(p.tasks)
	}
}

func usePausedPool(f func()) {
	p := newPausedPool()
	p.tasks <- f
	p.pause()
	go p.end()
}
