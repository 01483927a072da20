package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"reflect"
)

// A worker is ended by Close.
type worker struct {
	stop chan struct{}
}

func newWorker() *worker {
	w := &worker{stop: make(chan struct{})}
	go func() { <-w.stop }()
	return w
}

func (w *worker) Close() { close(w.stop) }

func printed() {
	w := newWorker()
	fmt.Println(w)
}

func logged() {
	w := newWorker()
	log.Println(w)
}

func compared(err error) {
	w := newWorker()
	errors.As(err, w)
}

func reflected() {
	w := newWorker()
	println(reflect.ValueOf(w).IsNil())
}

func newServer() { println(httptest.NewServer(nil).URL) }

func unstarted() {
	s := httptest.NewUnstartedServer(nil)
	s.Start()
}

func startServer(s *httptest.Server) { s.StartTLS() }

func startsServer() {
	s := &httptest.Server{}
	s.Start()
}

func serve(l net.Listener) {
	s := &http.Server{}
	go s.Serve(l)
}

func listen() {
	s := &http.Server{}
	go s.ListenAndServe()
}

func open() error {
	db, err := sql.Open("driver", "name")
	if err != nil {
		return err
	}
	return db.Ping()
}

func command() error {
	c := exec.Command("true")
	return c.Start()
}

func startCommand(c *exec.Cmd) error { return c.Start() }

func pull(seq iter.Seq[int]) {
	next, _ := iter.Pull(seq)
	next()
}

func get() error {
	r, err := http.Get("http://localhost")
	if err != nil {
		return err
	}
	println(r.Status)
	return nil
}

func do(c *http.Client, req *http.Request) error {
	r, err := c.Do(req)
	if err != nil {
		return err
	}
	println(r.Status)
	return nil
}

func roundTrip(tr *http.Transport, req *http.Request) error {
	r, err := tr.RoundTrip(req)
	if err != nil {
		return err
	}
	println(r.Status)
	return nil
}

func notify() {
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	<-c
}

func query(db *sql.DB) error { _, err := db.Query("select"); return err }

func queryContext(ctx context.Context, db *sql.DB) error {
	_, err := db.QueryContext(ctx, "select")
	return err
}

func prepare(db *sql.DB) error { _, err := db.Prepare("select"); return err }

func conn(db *sql.DB) error { _, err := db.Conn(context.Background()); return err }

func begin(db *sql.DB) error { _, err := db.Begin(); return err }

func accepts(work func()) {
	l, _ := net.Listen("tcp", ":0")
	go func() {
		for {
			if _, err := l.Accept(); err != nil {
				return
			}
		}
	}()
	work()
}
