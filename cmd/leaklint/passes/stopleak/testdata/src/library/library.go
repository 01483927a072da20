package library

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"iter"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func database(driver string) error {
	db, err := sql.Open(driver, "") // want `database may return an error without a call of Close, which leaves the goroutine that database/sql.Open starts running forever`
	if err != nil {
		return err
	}
	if err := db.Ping(); err != nil {
		return err
	}
	return db.Close()
}

func databaseDeferred(driver string) error {
	db, err := sql.Open(driver, "")
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Ping()
}

func databaseReturned(driver string) (*sql.DB, error) {
	db, err := sql.Open(driver, "")
	if err != nil {
		return nil, err
	}
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func databaseDropped(driver string) (*sql.DB, error) {
	db, err := sql.Open(driver, "") // want `databaseDropped may return an error without a call of Close`
	if err != nil {
		return nil, err
	}
	if err := db.Ping(); err != nil {
		return nil, err
	}
	return db, nil
}

func server() string {
	s := httptest.NewServer(http.NotFoundHandler()) // want `server returns without a call of Close`
	return s.URL
}

func serverClosed() string {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	return s.URL
}

func serverStarted(early bool) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	if early {
		return
	}
	s.Start()
	s.Close()
}

func serverForgotten(early bool) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler()) // want `serverForgotten may return without a call of Close`
	s.Start()
	if early {
		return
	}
	s.Close()
}

func command() error {
	cmd := exec.Command("true")
	if err := cmd.Start(); err != nil {
		return err
	}
	if time.Now().IsZero() {
		return errors.New("no time")
	}
	return nil // likely, but it has no goroutine here
}

func commandWaits(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Wait()
}

func commandForgets(name string) error {
	cmd := exec.Command(name) // its goroutines, if it has any, end with the process
	if err := cmd.Start(); err != nil {
		return err
	}
	if time.Now().IsZero() {
		return errors.New("no time")
	}
	return cmd.Wait()
}

// A ticker has no goroutine, and is collected.
func ticker() {
	t := time.NewTicker(time.Second)
	<-t.C
}

func pulled(seq iter.Seq[int]) int {
	next, stop := iter.Pull(seq)
	defer stop()
	n, _ := next()
	return n
}

func signaled() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	<-ctx.Done()
}

// The goroutine that watches the context waits for Wait.

func commandContext(ctx context.Context, name string) error {
	cmd := exec.CommandContext(ctx, name) // want `commandContext may return an error without a call of Wait`
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if _, err := io.ReadAll(out); err != nil {
		return err
	}
	return cmd.Wait()
}

func commandContextWaits(ctx context.Context, name string) error {
	cmd := exec.CommandContext(ctx, name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if _, err := io.ReadAll(out); err != nil {
		cmd.Wait()
		return err
	}
	return cmd.Wait()
}

func commandContextReturned(ctx context.Context, name string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, name)
	return cmd, cmd.Start()
}

func commandContextStored(ctx context.Context, name string, into *[]*exec.Cmd) error {
	cmd := exec.CommandContext(ctx, name)
	*into = append(*into, cmd)
	return cmd.Start()
}

func commandContextLater(ctx context.Context, name string) error {
	cmd := exec.CommandContext(ctx, name)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}

func commandContextRuns(ctx context.Context, name string) error {
	return exec.CommandContext(ctx, name).Run()
}

func commandBackground(name string) error {
	cmd := exec.CommandContext(context.Background(), name)
	if err := cmd.Start(); err != nil {
		return err
	}
	return nil // it has no goroutine
}

// A coroutine that has not come to its end.

func first(seq iter.Seq[int], want int) bool {
	next, stop := iter.Pull(seq) // want `first may return without a call of the function that ends it`
	for {
		n, ok := next()
		if !ok {
			stop()
			return false
		}
		if n == want {
			return true
		}
	}
}

func firstStops(seq iter.Seq[int], want int) bool {
	next, stop := iter.Pull(seq)
	defer stop()
	for {
		n, ok := next()
		if !ok {
			return false
		}
		if n == want {
			return true
		}
	}
}

func sum(seq iter.Seq[int]) (sum int) {
	next, _ := iter.Pull(seq)
	for n, ok := next(); ok; n, ok = next() {
		sum += n
	}
	return sum
}

func zip(a, b iter.Seq[int]) (sum int) {
	nextA, stopA := iter.Pull(a) // want `zip returns without a call of the function that ends it`
	_ = stopA
	nextB, stopB := iter.Pull(b)
	defer stopB()
	for {
		x, ok := nextA()
		y, both := nextB()
		if !ok || !both {
			return sum
		}
		sum += x * y
	}
}

func pairs(seq iter.Seq2[int, error]) error {
	next, stop := iter.Pull2(seq) // want `pairs may return an error without a call of the function that ends it`
	for {
		_, err, ok := next()
		if !ok {
			break
		}
		if err != nil {
			return err
		}
	}
	stop()
	return nil
}

func handed(seq iter.Seq[int], use func(next func() (int, bool))) {
	next, stop := iter.Pull(seq)
	use(next)
	if time.Now().IsZero() {
		return // use may have come to the end
	}
	stop()
}

// A context that is canceled, or ends by itself. One that is not is looked at by
// another check.

func canceledDeferred(use func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-ctx.Done()
		use()
	}()
	if time.Now().IsZero() {
		return errors.New("no time")
	}
	return nil
}

// A deadline ends it.
func timedOut(use func()) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	go func() {
		<-ctx.Done()
		use()
	}()
	if time.Now().IsZero() {
		return errors.New("no time")
	}
	cancel()
	return nil
}

func signalForgotten() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // want `signalForgotten may return an error without a call of the function that ends it`
	if time.Now().IsZero() {
		return errors.New("no time")
	}
	<-ctx.Done()
	stop()
	return nil
}

// Servers that are stored, returned and handed on are somebody else's.

type site struct {
	server *http.Server
	tested *httptest.Server
	db     *sql.DB
}

func (s *site) start(l net.Listener) {
	s.server = &http.Server{}
	go s.server.Serve(l)
	s.tested = httptest.NewServer(nil)
	s.db, _ = sql.Open("driver", "")
}

func (s *site) Close() {
	s.server.Close()
	s.tested.Close()
	s.db.Close()
}

func serverReturned() *httptest.Server {
	s := httptest.NewServer(nil)
	log.Print(s.URL)
	return s
}

func serverEarly(l net.Listener) error {
	srv := &http.Server{}
	go srv.Serve(l) // want `serverEarly may return an error without a call of Close or Shutdown`
	if _, err := http.Get("http://" + l.Addr().String()); err != nil {
		return err
	}
	return srv.Close()
}

func serverListenerCloses(l net.Listener) error {
	defer l.Close()
	srv := &http.Server{}
	go srv.Serve(l)
	_, err := http.Get("http://" + l.Addr().String())
	return err
}

func serverListenerFails(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	if _, err := http.Get("http://" + addr); err != nil {
		l.Close()
		return err
	}
	return srv.Close()
}
