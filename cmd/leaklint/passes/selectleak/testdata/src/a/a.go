// Package a has goroutines that wait in selects.
package a

import (
	"context"
	"net/http/httptest"
	"os"
	"os/signal"
)

type cache struct {
	evict chan string
	stop  chan struct{}
}

// The break leaves the select, not the loop.
func (c *cache) start() {
	go func() { // want `goroutine waits in a select whose cases never leave the loop around it, so each call of \(\*cache\).start leaves one behind \(selectleak\)`
		for {
			select {
			case k := <-c.evict:
				println(k)
			case <-c.stop:
				break
			}
		}
	}()
}

func nothing() {
	go func() { // want `goroutine ends in select {}, which blocks forever, so each call of nothing leaves one behind`
		println("started")
		select {}
	}()
	go block()  // want `goroutine ends in select {}`
	go func() { // want `goroutine runs block, which ends in select {}`
		block()
	}()
}

func block() { select {} }

// Near misses.

func (c *cache) startRight(ctx context.Context) {
	go func() {
		for {
			select {
			case k := <-c.evict:
				println(k)
			case <-c.stop:
				return
			}
		}
	}()
	go func() {
	loop:
		for {
			select {
			case k := <-c.evict:
				println(k)
			case <-ctx.Done():
				break loop
			}
		}
		println("done")
	}()
	go func() {
		for {
			select {
			case k, ok := <-c.evict:
				if !ok {
					return
				}
				println(k)
			case <-c.stop:
			}
		}
	}()
	go func() {
		for c.next(ctx) {
		}
	}()
}

func (c *cache) next(ctx context.Context) bool {
	select {
	case <-c.evict:
		return true
	case <-ctx.Done():
		return false
	}
}

// A loop over the signals of the process is meant to last.
func signals(reload, dump func()) {
	hup := make(chan os.Signal, 1)
	usr := make(chan os.Signal, 1)
	signal.Notify(hup, os.Interrupt)
	signal.Notify(usr, os.Kill)
	go func() {
		for {
			select {
			case <-hup:
				reload()
			case <-usr:
				dump()
			}
		}
	}()
}

// A test server holds still under a flag for debugging, not for its callers.
func testServer(f func(string)) {
	go func() {
		s := httptest.NewServer(nil)
		defer s.Close()
		f(s.URL)
	}()
}
