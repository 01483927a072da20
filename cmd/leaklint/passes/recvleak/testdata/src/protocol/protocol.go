// Package protocol holds receives of which the state of an object says whether
// they are answered. Each met in a popular module; the nearest leak stands beside
// it.
package protocol

import (
	"sync"
	"time"
)

// A timer that is kept is set again: its function answers each time.
type writer struct {
	slow    *time.Timer
	started chan struct{}
}

func newWriter() *writer {
	w := new(writer)
	w.slow = time.AfterFunc(time.Hour, func() { w.started <- struct{}{} })
	w.started = make(chan struct{})
	return w
}

func (w *writer) flush() {
	if !w.slow.Stop() {
		<-w.started
	}
}

func (w *writer) close() {
	go func() {
		w.flush()
		w.flush()
	}()
}

// The last one closes what is only waited for while there are some.
type generation struct {
	mu       sync.Mutex
	routines int
	joined   chan struct{}
}

func newGeneration() *generation {
	g := &generation{joined: make(chan struct{})}
	go g.run()
	return g
}

func (g *generation) run() {
	g.start()
	g.mu.Lock()
	n := g.routines
	g.mu.Unlock()
	if n > 0 {
		<-g.joined
	}
}

func (g *generation) start() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.routines++
	go func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.routines--
		if g.routines == 0 {
			close(g.joined)
		}
	}()
}

// Each round closes the channel of the last one.
type rounds struct {
	mu   sync.Mutex
	left int
	busy chan struct{}
}

func newRounds() *rounds {
	r := &rounds{busy: make(chan struct{})}
	go r.start()
	return r
}

func (r *rounds) start() {
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		close(r.busy)
		if r.left == 0 {
			return
		}
		r.left--
		r.busy = make(chan struct{})
		go r.start()
	}()
}

func (r *rounds) wait() {
	go func() {
		<-r.busy
	}()
}

// The goroutine that waits has made the channel itself.
func generations() {
	go func() {
		for {
			g := &generation{joined: make(chan struct{})}
			g.start()
			g.wait()
		}
	}()
}

func (g *generation) wait() {
	g.mu.Lock()
	n := g.routines
	g.mu.Unlock()
	if n > 0 {
		<-g.joined
	}
}
