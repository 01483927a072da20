package library

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func database(driver string) error {
	db, err := sql.Open(driver, "") // want `database may return an error without a call of Close, which leaves the goroutine that database/sql.Open starts running for ever`
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

func signalled() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	<-ctx.Done()
}
