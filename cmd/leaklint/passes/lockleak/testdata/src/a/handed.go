package a

import (
	"container/list"
	"context"
	"sync"
)

// A lock that is returned is the caller's to release.
type conn struct {
	mu sync.Mutex
	id int
}

func (c *conn) response(id int) (lock *sync.Mutex, err error) {
	for {
		c.mu.Lock()
		if c.id == id {
			lock = &c.mu
			break
		}
		c.mu.Unlock()
	}
	return
}

func (c *conn) use(id int) {
	lock, _ := c.response(id)
	defer lock.Unlock()
	c.id++
}

// Each waiter has a channel of its own, with room for the one answer.
type waiting struct{ done chan error }

type queue struct {
	mu   sync.Mutex
	list list.List
}

func (q *queue) wait(ctx context.Context) error {
	w := &waiting{make(chan error, 1)}
	q.mu.Lock()
	q.list.PushBack(w)
	q.mu.Unlock()
	select {
	case <-ctx.Done():
		q.mu.Lock()
		defer q.mu.Unlock()
		select {
		case err := <-w.done:
			return err
		default:
		}
		return ctx.Err()
	case err := <-w.done:
		return err
	}
}

func (q *queue) tell() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for e := q.list.Front(); e != nil; e = e.Next() {
		w := e.Value.(*waiting)
		q.list.Remove(e)
		w.done <- nil
	}
}

// A flag lets one send through.
type wanted struct {
	mu     sync.Mutex
	done   bool
	result chan int
}

func newWanted() *wanted { return &wanted{result: make(chan int, 1)} }

func (w *wanted) deliver(n int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return false
	}
	w.done = true
	w.result <- n
	return true
}

func (w *wanted) cancel() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.done {
		w.done = true
		return 0
	}
	return <-w.result
}

// The goroutine that holds the lock has closed the channel itself.
func (q *queue) collect(ask []func() error) (errs []error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var wg sync.WaitGroup
	errc := make(chan error, len(ask))
	for _, f := range ask {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errc <- f()
		}()
	}
	wg.Wait()
	close(errc)
	for err := range errc {
		errs = append(errs, err)
	}
	return errs
}

// Who holds the lock asks, and the goroutine answers: it has not to wait for the
// lock itself.
type object struct {
	mu   sync.Mutex
	ctx  context.Context
	asks chan int
	told chan int
}

func newObject(ctx context.Context) *object {
	o := &object{ctx: ctx, asks: make(chan int), told: make(chan int)}
	go func() {
		for {
			select {
			case n := <-o.asks:
				o.told <- n
			case <-o.ctx.Done():
				return
			}
		}
	}()
	return o
}

func (o *object) ask(n int) int {
	select {
	case <-o.ctx.Done():
		return 0
	case o.asks <- n:
	}
	return <-o.told
}

func (o *object) Read(n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ask(n)
}

// Each call has a new channel with room.
type subscription struct {
	mu   sync.Mutex
	errs chan error
}

func Subscribe(pull func() error) *subscription {
	s := &subscription{errs: make(chan error, 10)}
	go func() {
		for {
			s.mu.Lock()
			s.mu.Unlock()
			<-s.errs
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := pull(); err != nil {
		s.errs <- err
	}
	return s
}
