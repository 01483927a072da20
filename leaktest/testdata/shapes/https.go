package shapes

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"time"
)

// What the standard library starts for a connection, on both of its ends.
const (
	dial  = "net/http.(*Transport).dialConn"
	serve = "net/http.(*Server).Serve"
	test  = "net/http/httptest.(*Server).goServe"

	background = "net/http.(*connReader).startBackgroundRead"
)

var httpShapes = []Shape{
	{Name: "bodyNotClosed", Run: bodyNotClosed, By: map[string]string{dial: "httpleak", serve: "ioleak", background: "httpleak", test: "httpleak"}},
	{Name: "idleConnection", Run: idleConnection, By: map[string]string{dial: "httpleak", serve: "httpleak", test: "httpleak"}},
	{Name: "testServer", Run: testServer, By: map[string]string{test: "httpleak"}},
	{Name: "server", Run: server},
	{Name: "handler", Run: handler, By: map[string]string{serve: "recvleak", test: "httpleak"}},
	{Name: "timeoutHandler", Run: timeoutHandler, By: map[string]string{"net/http.(*timeoutHandler).ServeHTTP": "recvleak"}},
}

// long writes a body that does not fit into what a connection buffers.
func long(w http.ResponseWriter, _ *http.Request) {
	w.Write(make([]byte, 8<<20)) // wait ioleak
}

func bodyNotClosed(fixed bool) {
	s := httptest.NewServer(http.HandlerFunc(long))
	client := &http.Client{Transport: &http.Transport{}}
	response := must(client.Get(s.URL))
	if fixed {
		response.Body.Close()
		client.CloseIdleConnections()
		s.Close()
	}
	hold(response)
}

func short(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("hello")) }

func idleConnection(fixed bool) {
	s := httptest.NewServer(http.HandlerFunc(short))
	client := &http.Client{Transport: &http.Transport{}}
	response := must(client.Get(s.URL))
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if fixed {
		client.CloseIdleConnections()
		s.Close()
	}
}

func testServer(fixed bool) {
	s := httptest.NewServer(http.HandlerFunc(short))
	if fixed {
		s.Close()
	}
}

func server(fixed bool) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	s := &http.Server{}
	go func() { // go
		s.Serve(l) // wait httpleak
	}()
	if fixed {
		s.Close()
		l.Close() // Serve may not have begun
	}
}

// handler is a client that gives up, and a handler that does not notice.
func handler(fixed bool) {
	begun, ready := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		if fixed {
			<-r.Context().Done()
			return
		}
		<-ready // wait recvleak
	}))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-begun
		cancel()
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	client.Do(must(http.NewRequestWithContext(ctx, "GET", s.URL, nil)))
	if fixed {
		s.Close()
	}
}

func timeoutHandler(fixed bool) {
	ready := make(chan struct{})
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fixed {
			<-r.Context().Done()
			return
		}
		<-ready // wait recvleak
	})
	http.TimeoutHandler(inner, time.Millisecond, "late").ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}
