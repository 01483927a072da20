// Package a starts goroutines where a request or a context is in scope.
package a

import (
	"context"
	"net/http"
	"sync"
	"time"
)

func refresh(path string) {}

func slow(w http.ResponseWriter, r *http.Request) {
	go func() { // want `goroutine sleeps without watching the request's context, so it outlives the request by up to 10s \(ctxignored\)`
		time.Sleep(10 * time.Second)
		refresh(r.URL.Path)
	}()
	go func() { // want `goroutine waits for a timer without watching the request's context, so it outlives the request by up to 5m`
		<-time.After(5 * time.Minute)
		refresh(r.URL.Path)
	}()
	go retry(r.URL.Path) // want `goroutine sleeps without watching the request's context, so it outlives the request by up to 2s in each round`
	go func() {          // want `by up to 1s`
		fetch()
	}()
}

func retry(path string) {
	for range 3 {
		refresh(path)
		time.Sleep(2 * time.Second)
	}
}

func fetch() { time.Sleep(time.Second) }

type server struct {
	ready chan struct{}
	queue chan string
	slots chan struct{}
}

func newServer() *server {
	return &server{make(chan struct{}), make(chan string), make(chan struct{}, 8)}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	go func() { // want `goroutine receives without watching the request's context, so it may outlive the request forever`
		<-s.ready
		refresh(r.URL.Path)
	}()
	go func() { // want `goroutine sends without watching the request's context, so it may outlive the request forever`
		s.queue <- r.URL.Path
	}()
	time.AfterFunc(time.Millisecond, func() { // want `goroutine sends without watching`
		s.queue <- r.URL.Path
	})
}

func (s *server) run() {
	close(s.ready)
	for path := range s.queue {
		refresh(path)
	}
}

func register(mux *http.ServeMux, s *server) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if ctx.Err() != nil {
			return
		}
		go func() { // want `goroutine sleeps without watching`
			time.Sleep(time.Minute)
		}()
	})
}

// Near misses.

func watches(w http.ResponseWriter, r *http.Request, s *server) {
	ctx := r.Context()
	go func() {
		select {
		case <-time.After(10 * time.Second):
			refresh(r.URL.Path)
		case <-ctx.Done():
		}
	}()
	go func() {
		select {
		case s.queue <- r.URL.Path:
		case <-r.Context().Done():
		}
	}()
	go func() {
		for ctx.Err() == nil {
			refresh(r.URL.Path)
			time.Sleep(5 * time.Second)
		}
	}()
	go poll(ctx)
}

// poll looks at the context in every round.
func poll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		default:
		}
		time.Sleep(5 * time.Second)
	}
}

func ownContext(w http.ResponseWriter, r *http.Request) {
	detached := context.WithoutCancel(r.Context())
	go func() {
		time.Sleep(10 * time.Second)
		work(detached)
	}()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		time.Sleep(10 * time.Second)
		work(ctx)
	}()
}

func work(ctx context.Context) {}

// Shorter waits, and waits whose bound is not a constant, are advice.
func short(w http.ResponseWriter, r *http.Request, d time.Duration) {
	go func() {
		time.Sleep(100 * time.Millisecond)
		refresh(r.URL.Path)
	}()
	go func() {
		time.Sleep(d)
		refresh(r.URL.Path)
	}()
}

// The handler waits for what it started.
func joins(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		time.Sleep(10 * time.Second)
	}()
	wg.Wait()
	done := make(chan struct{})
	go func() {
		time.Sleep(10 * time.Second)
		close(done)
	}()
	<-done
}

// Not in the scope of a request.
func start() {
	go func() {
		time.Sleep(10 * time.Second)
		refresh("/")
	}()
}

// A slot of a semaphore, and a channel of the handler's own, are other checks'.
func (s *server) slot(w http.ResponseWriter, r *http.Request) {
	go func() {
		s.slots <- struct{}{}
		refresh(r.URL.Path)
		<-s.slots
	}()
	out := make(chan string, 1)
	go func() { out <- r.URL.Path }()
	refresh(<-out)
}

// The client's side has a request too, and a life of its own.
type transport struct{}

func (transport) RoundTrip(r *http.Request) (*http.Response, error) {
	go func() {
		time.Sleep(10 * time.Second)
	}()
	return nil, nil
}

// Once for the process.
var once sync.Once

func lazily(w http.ResponseWriter, r *http.Request) {
	once.Do(func() {
		go func() {
			time.Sleep(10 * time.Second)
			refresh("/")
		}()
	})
}

// With a context in scope it is advice.
func with(ctx context.Context) {
	go func() {
		time.Sleep(10 * time.Second)
	}()
}
