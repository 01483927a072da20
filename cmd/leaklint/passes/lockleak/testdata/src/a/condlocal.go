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
