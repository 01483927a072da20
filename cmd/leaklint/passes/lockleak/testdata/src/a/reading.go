package a

import "sync"

// A reading waits with its lock held for reading, which others read as well.
type reading struct {
	mu   sync.RWMutex
	ch   chan int
	wg   sync.WaitGroup
	name string
}

func (r *reading) start() {
	go func() {
		r.mu.RLock()
		name := r.name
		r.mu.RUnlock()
		r.ch <- len(name)
	}()
}

func (r *reading) rename(name string) {
	r.mu.Lock()
	r.name = name
	r.mu.Unlock()
}

func (r *reading) wait() {
	r.mu.RLock()
	<-r.ch // want `\(\*reading\).wait receives from ch while it holds r.mu, which whoever sends or closes asks for first, so both block forever when a writer asks for it in between \(lockleak\)`
	r.mu.RUnlock()
}

func newReading() *reading {
	r := &reading{ch: make(chan int)}
	r.start()
	return r
}

func (r *reading) waitAll() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var wg sync.WaitGroup
	wg.Go(func() { r.rename("all") })
	wg.Wait() // want `\(\*reading\).waitAll waits for wg while it holds r.mu, which a goroutine that it waits for asks for first, so both block forever \(lockleak\)`
}
