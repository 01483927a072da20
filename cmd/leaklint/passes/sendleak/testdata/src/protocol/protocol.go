// Package protocol holds sends of which something else than the channel says how
// many there are. Each met in a popular module; the nearest leak stands beside it.
package protocol

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

func work() error { return nil }

// A deferred send makes up for the one that was not done.
func makesUp(ctx context.Context) error {
	errc := make(chan error, 1)
	go func() {
		var returned bool
		defer func() {
			if !returned {
				errc <- errors.New("exited")
			}
		}()
		errc <- work()
		returned = true
	}()
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Each request brings its own channel, with room for the one answer.
type request struct{ done chan int }

type server struct{ requests chan *request }

func newServer(ctx context.Context) *server {
	s := &server{make(chan *request)}
	go s.loop(ctx)
	return s
}

func (s *server) loop(ctx context.Context) {
	for {
		select {
		case r := <-s.requests:
			go func() {
				work()
				r.done <- 1
			}()
		case <-ctx.Done():
			return
		}
	}
}

func (s *server) ask(ctx context.Context) int {
	r := &request{done: make(chan int, 1)}
	s.requests <- r
	select {
	case n := <-r.done:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Without room each of them may be left alone.
type crampedRequest struct{ done chan int }

type crampedServer struct{ requests chan *crampedRequest }

func newCrampedServer(ctx context.Context) *crampedServer {
	s := &crampedServer{make(chan *crampedRequest)}
	go s.loop(ctx)
	return s
}

func (s *crampedServer) loop(ctx context.Context) {
	for {
		select {
		case r := <-s.requests:
			go func() { // want `ask may return without receiving from done`
				work()
				r.done <- 1
			}()
		case <-ctx.Done():
			return
		}
	}
}

func (s *crampedServer) ask(ctx context.Context) int {
	r := &crampedRequest{done: make(chan int)}
	s.requests <- r
	select {
	case n := <-r.done:
		return n
	case <-ctx.Done():
		return 0
	}
}

// A waiter is taken out of the queue before it is told, so it is told once.
type waiter struct{ told chan error }

type queue struct {
	mu      sync.Mutex
	waiters list.List
}

func (q *queue) wait(ctx context.Context) error {
	w := &waiter{make(chan error, 1)}
	q.mu.Lock()
	q.waiters.PushBack(w)
	q.mu.Unlock()
	select {
	case err := <-w.told:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *queue) tell() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e := q.waiters.Front(); e != nil {
		w := e.Value.(*waiter)
		q.waiters.Remove(e)
		w.told <- nil
	}
}

func tellAll(q *queue, n int) {
	for range n {
		go q.tell()
	}
}

// The next goroutine is started when the last one has been heard.
func eventually(condition func() bool, wait, tick time.Duration) bool {
	ch := make(chan bool, 1)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for tick := ticker.C; ; {
		select {
		case <-timer.C:
			return false
		case <-tick:
			tick = nil
			go func() { ch <- condition() }()
		case v := <-ch:
			if v {
				return true
			}
			tick = ticker.C
		}
	}
}

// Nothing holds these back.
func impatient(condition func() bool, wait, tick time.Duration) bool {
	ch := make(chan bool, 1)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-timer.C:
			return false
		case <-ticker.C:
			go func() { ch <- condition() }() // want `impatient may return before it has received all`
		case v := <-ch:
			if v {
				return true
			}
		}
	}
}
