// Package pool has a leak of the kind stopleak: a connection pool is opened, the
// first query fails, and nobody closes the pool any more.
package pool

import "errors"

var errNoTable = errors.New("no such table")

// Pool keeps connections alive until it is closed.
type Pool struct{ stop chan struct{} }

// Open starts a pool. Its goroutine runs until Close.
func Open() *Pool {
	p := &Pool{make(chan struct{})}
	go func() {
		<-p.stop
	}()
	return p
}

// Close ends the pool.
func (p *Pool) Close() { close(p.stop) }

// Count returns the number of rows of a table.
func (p *Pool) Count(table string) (int, error) { return 0, errNoTable }

// LeakyReport opens a pool and asks it for the size of a table.
func LeakyReport(table string) (int, error) {
	p := Open()
	n, err := p.Count(table)
	if err != nil {
		return 0, err // the pool stays open
	}
	p.Close()
	return n, nil
}
