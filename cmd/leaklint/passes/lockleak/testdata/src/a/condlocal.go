package a

import "sync"

// A queueing has its condition's lock in a field too, made in a variable.
type queueing struct {
	event *sync.Cond
	mu    *sync.Mutex
	items []int
}

func newQueueing() *queueing {
	mu := &sync.Mutex{}
	event := sync.NewCond(mu)
	q := &queueing{event: event, mu: mu}
	go func() {
		q.mu.Lock()
		q.items = append(q.items, 1)
		q.event.Signal()
		q.mu.Unlock()
	}()
	return q
}

func (q *queueing) next() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.event.Wait()
	}
	return q.items[0]
}

// A lockerPool has the lock of its condition as an interface.
type lockerPool struct {
	lock  sync.Locker
	cond  *sync.Cond
	items []int
}

func newLockerPool() *lockerPool {
	lock := new(sync.Mutex)
	return &lockerPool{lock: lock, cond: sync.NewCond(lock)}
}

func (p *lockerPool) get() int {
	p.lock.Lock()
	defer p.lock.Unlock()
	for len(p.items) == 0 {
		p.cond.Wait()
	}
	item := p.items[0]
	p.items = p.items[1:]
	return item
}

func (p *lockerPool) put(item int) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.items = append(p.items, item)
	p.cond.Signal()
}
