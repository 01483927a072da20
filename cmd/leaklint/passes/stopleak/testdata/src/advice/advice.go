// Package advice has what is reported with -advice only.
package advice

import (
	"database/sql"
	"iter"
	"net"
	"os"
	"os/exec"

	"dep"
)

func may() error { _, err := os.Stat("x"); return err }

// The peer may end it.

type peer struct{ c net.Conn }

func (p *peer) read() {
	for {
		if _, err := p.c.Read(nil); err != nil {
			return
		}
	}
}

func (p *peer) Close() { p.c.Close() }

func newPeer(addr string) (*peer, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	p := &peer{c: c}
	go p.read() // want `newPeer may return an error without a call of Close`
	if err := may(); err != nil {
		return nil, err
	}
	return p, nil
}

// Somebody uses it until the end of the process, perhaps.

func watched() {
	w, _ := dep.NewWatcher(1) // want `watched returns without a call of Close`
	go func() {
		for {
			println(w.Name())
		}
	}()
}

// It may not have been started.

type sometimes struct{ q *dep.Queue }

func (s *sometimes) Close() {
	if s.q != nil {
		s.q.Shut()
	}
}

func newSometimes(n int) *sometimes {
	s := &sometimes{}
	if n > 0 {
		s.q = dep.NewQueue()
	}
	return s
}

func useSometimes() {
	newSometimes(0) // want `useSometimes returns without a call of Close`
}

func command() error {
	cmd := exec.Command("true") // want `command returns without a call of Wait`
	if err := cmd.Start(); err != nil {
		return err
	}
	return nil
}

func pulled(seq iter.Seq[int]) int {
	next, _ := iter.Pull(seq) // want `pulled returns without a call of the function that ends it`
	n, _ := next()
	return n
}

// A desk may keep the clerk that it gives away.
type desk struct{ clerks []*clerk }

type clerk struct{ stop chan struct{} }

func (c *clerk) work()  { <-c.stop }
func (c *clerk) Close() { close(c.stop) }
func (c *clerk) greet() {}

func (d *desk) clerk(keep bool) *clerk {
	c := &clerk{stop: make(chan struct{})}
	go c.work()
	if keep {
		d.clerks = append(d.clerks, c)
	}
	return c
}

func visit(d *desk, again bool) {
	d.clerk(again).greet() // want `visit returns without a call of Close`
}

// Where a later one fails, the process most often ends, and with it the pool.
type statements struct{ insert, remove *sql.Stmt }

func newStatements(db *sql.DB) (s *statements, err error) {
	s = new(statements)
	if s.insert, err = db.Prepare("insert into t"); err != nil { // want `newStatements may return an error without a call of Close`
		return nil, err
	}
	if s.remove, err = db.Prepare("delete from t"); err != nil {
		return nil, err
	}
	return s, nil
}
