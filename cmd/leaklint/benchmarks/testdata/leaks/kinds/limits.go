package kinds

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// semaphore
type BadGate struct{ slots chan struct{} }

func NewBadGate(n int) *BadGate { return &BadGate{slots: make(chan struct{}, n)} }

func (g *BadGate) Fetch(ctx context.Context, url string) (*http.Response, error) {
	select {
	case g.slots <- struct{}{}: // want sendleak
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	defer func() { <-g.slots }()
	return http.DefaultClient.Do(req)
}

type GoodGate struct{ slots chan struct{} }

func NewGoodGate(n int) *GoodGate { return &GoodGate{slots: make(chan struct{}, n)} }

func (g *GoodGate) Fetch(ctx context.Context, url string) (*http.Response, error) {
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-g.slots }()
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

func BadAdd(fs []func() error) error {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() { // want waitleak
			if err := f(); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return nil
}

func GoodAdd(fs []func() error) error {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := f(); err != nil {
				return
			}
		}()
	}
	wg.Wait()
	return nil
}

// polledstop by flag
type BadPoll struct {
	stopped atomic.Bool
	f       func()
}

func NewBadPoll(f func()) *BadPoll {
	p := &BadPoll{f: f}
	go p.run() // want loopleak
	return p
}

func (p *BadPoll) run() {
	for !p.stopped.Load() {
		p.f()
		time.Sleep(time.Second)
	}
}

func (p *BadPoll) Close() {}

type GoodPoll struct {
	stopped atomic.Bool
	f       func()
}

func NewGoodPoll(f func()) *GoodPoll {
	p := &GoodPoll{f: f}
	go p.run()
	return p
}

func (p *GoodPoll) run() {
	for !p.stopped.Load() {
		p.f()
		time.Sleep(time.Second)
	}
}

func (p *GoodPoll) Close() { p.stopped.Store(true) }

// sendafterstop
type BadQueue struct {
	jobs chan func()
	quit chan struct{}
}

func NewBadQueue() *BadQueue {
	q := &BadQueue{jobs: make(chan func()), quit: make(chan struct{})}
	go q.run()
	return q
}

func (q *BadQueue) run() {
	for {
		select {
		case f := <-q.jobs:
			f()
		case <-q.quit:
			return
		}
	}
}

func (q *BadQueue) Later(d time.Duration, f func()) {
	go func() { // want sendleak
		time.Sleep(d)
		q.jobs <- f
	}()
}

func (q *BadQueue) Stop() { close(q.quit) }

type GoodQueue struct {
	jobs chan func()
	quit chan struct{}
}

func NewGoodQueue() *GoodQueue {
	q := &GoodQueue{jobs: make(chan func()), quit: make(chan struct{})}
	go q.run()
	return q
}

func (q *GoodQueue) run() {
	for {
		select {
		case f := <-q.jobs:
			f()
		case <-q.quit:
			return
		}
	}
}

func (q *GoodQueue) Later(d time.Duration, f func()) {
	go func() {
		time.Sleep(d)
		select {
		case q.jobs <- f:
		case <-q.quit:
		}
	}()
}

func (q *GoodQueue) Stop() { close(q.quit) }

// errorpathserver
func BadListen(addr string, check func() error) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() { // want stopleak
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	if err := check(); err != nil {
		return err
	}
	return l.Close()
}

func GoodListen(addr string, check func() error) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return check()
}

func BadTx(ctx context.Context, db *sql.DB, n int) error {
	tx, err := db.BeginTx(ctx, nil) // want stopleak
	if err != nil {
		return err
	}
	if n == 0 {
		return errors.New("none")
	}
	if _, err := tx.Exec("x"); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func GoodTx(ctx context.Context, db *sql.DB, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if n == 0 {
		return errors.New("none")
	}
	if _, err := tx.Exec("x"); err != nil {
		return err
	}
	return tx.Commit()
}

func BadRows(db *sql.DB) (names []string, err error) {
	rows, err := db.Query("select name from t") // want stopleak
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		names = append(names, s)
	}
	return names, rows.Close()
}

func GoodRows(db *sql.DB) (names []string, err error) {
	rows, err := db.Query("select name from t")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		names = append(names, s)
	}
	return names, rows.Err()
}
