package shapes

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Slow leaves ten seconds of sleep behind after the answer.
func Slow(w http.ResponseWriter, r *http.Request) {
	go func() { // want ctxignored
		time.Sleep(10 * time.Second)
		fmt.Println("done with", r.URL.Path)
	}()
	w.WriteHeader(http.StatusAccepted)
}

func SlowFixed(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		select {
		case <-time.After(10 * time.Second):
			fmt.Println("done")
		case <-ctx.Done():
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

// Server has handlers as methods.
type Server struct {
	ready chan struct{}
}

// NewServer returns a server that is not ready.
func NewServer() *Server { return &Server{ready: make(chan struct{})} }

// ServeHTTP waits without bound in the goroutine that it leaves behind.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	go func() { // want ctxignored
		<-s.ready
		fmt.Println(r.URL)
	}()
}

// Ready lets the waiting ones go.
func (s *Server) Ready() { close(s.ready) }

// FixedServer watches the request's context.
type FixedServer struct {
	ready chan struct{}
}

// NewFixedServer returns a server that is not ready.
func NewFixedServer() *FixedServer { return &FixedServer{ready: make(chan struct{})} }

func (s *FixedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	go func() {
		select {
		case <-s.ready:
			fmt.Println(r.URL)
		case <-r.Context().Done():
		}
	}()
}

// Ready lets the waiting ones go.
func (s *FixedServer) Ready() { close(s.ready) }

// Register has its handler as a literal, and its goroutine as a function.
func Register(mux *http.ServeMux) {
	mux.HandleFunc("/notify", func(w http.ResponseWriter, r *http.Request) {
		go notify(r.RemoteAddr) // want ctxignored
		w.WriteHeader(http.StatusNoContent)
	})
}

func notify(addr string) {
	time.Sleep(time.Minute)
	fmt.Println("notify", addr)
}

func RegisterFixed(mux *http.ServeMux) {
	mux.HandleFunc("/notify", func(w http.ResponseWriter, r *http.Request) {
		go notifyFixed(context.WithoutCancel(r.Context()), r.RemoteAddr)
		w.WriteHeader(http.StatusNoContent)
	})
}

func notifyFixed(ctx context.Context, addr string) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	<-ctx.Done()
	fmt.Println("notify", addr)
}

// Stream gives up on its client, and its producer with it.
func Stream(w http.ResponseWriter, r *http.Request) {
	lines := make(chan string)
	go func() { // want sendleak|ctxignored
		for i := range 1000 {
			lines <- fmt.Sprint(i)
		}
		close(lines)
	}()
	for line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return
		}
	}
}

func StreamFixed(w http.ResponseWriter, r *http.Request) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for i := range 1000 {
			select {
			case lines <- fmt.Sprint(i):
			case <-r.Context().Done():
				return
			}
		}
	}()
	for line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return
		}
	}
}

// Later is started by time.AfterFunc and waits without bound.
func (s *Server) Later(w http.ResponseWriter, r *http.Request) {
	time.AfterFunc(time.Second, func() { // want ctxignored
		<-s.ready
		fmt.Println(r.URL)
	})
}

func (s *FixedServer) LaterFixed(w http.ResponseWriter, r *http.Request) {
	stop := time.AfterFunc(time.Second, func() {
		fmt.Println(r.URL)
	})
	defer stop.Stop()
}
