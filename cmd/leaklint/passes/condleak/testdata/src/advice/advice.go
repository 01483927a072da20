package advice

import "sync"

type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []int
	closed bool
}

func (q *queue) pop() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.cond.Wait()
	}
	return len(q.items), !q.closed
}

func (q *queue) push(i int) {
	q.mu.Lock()
	q.items = append(q.items, i)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	q.closed = true // want `\(\*queue\).close ends the wait for advice.queue.cond and signals nobody`
	q.mu.Unlock()
}

func (q *queue) closeRight() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

func (q *queue) setClosed() { q.closed = true }

func (q *queue) closeBySteps() {
	q.mu.Lock()
	q.setClosed()
	q.cond.Broadcast()
	q.mu.Unlock()
}

func (q *queue) wake() { q.cond.Broadcast() }

func (q *queue) closeAndWake() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.wake()
}
