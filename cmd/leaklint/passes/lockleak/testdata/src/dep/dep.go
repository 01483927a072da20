// Package dep has locks that other packages come to hold.
package dep

import "sync"

type Guarded struct {
	sync.Mutex
	n int
}

func (g *Guarded) Count() int { // want Count:`asks for 0.Mutex`
	g.Lock()
	defer g.Unlock()
	return g.n
}

func (g *Guarded) CountLocked() int { return g.n }

type Box struct{ mu sync.Mutex }

func (b *Box) Acquire() { b.mu.Lock() } // want Acquire:`asks for 0.mu, holds 0.mu`

func (b *Box) Release() { b.mu.Unlock() } // want Release:`releases 0.mu`

func (b *Box) Do() { // want Do:`asks for 0.mu`
	b.mu.Lock()
	b.mu.Unlock()
}

func (b *Box) Each(visit func()) { // want Each:`asks for 0.mu, calls 1, with 0.mu`
	b.mu.Lock()
	defer b.mu.Unlock()
	visit()
}

func Twice(visit func()) { // want Twice:`calls 0`
	visit()
	visit()
}

func Receive(ch chan int) int { return <-ch }
