// Package a has goroutines that wait for tickers.
package a

import (
	"context"
	"sync"
	"time"
)

type sink struct {
	mu     sync.Mutex
	ticker *time.Ticker
	done   chan struct{}
}

// The range ends when C is closed, which nobody does: Stop does not.
func (s *sink) start() {
	s.ticker = time.NewTicker(time.Second)
	go func() { // want `goroutine ranges over the channel of a ticker, which Stop does not close, so each call of \(\*sink\).start leaves one behind \(tickerleak\)`
		for range s.ticker.C {
			s.mu.Lock()
			s.mu.Unlock()
		}
	}()
}

func (s *sink) Close() { s.ticker.Stop() }

func rangeTick() {
	go func() { // want `goroutine ranges over the channel of a ticker`
		for now := range time.Tick(time.Second) {
			println(now.Unix())
		}
	}()
}

func local() {
	t := time.NewTicker(time.Second)
	c := t.C
	go func() { // want `goroutine ranges over`
		for range c {
		}
	}()
	go func() { // want `goroutine waits for ticks in a loop without a way out`
		for {
			<-t.C
		}
	}()
	go waitTicks(t) // want `goroutine waits for ticks in a loop without a way out`
	go func() {     // want `goroutine runs waitTicks, which waits for ticks in a loop without a way out`
		defer println("never")
		waitTicks(t)
	}()
}

func waitTicks(t *time.Ticker) {
	for {
		select {
		case now := <-t.C:
			println(now.Unix())
		case <-time.After(time.Hour):
		}
	}
}

// Near misses: each of these has a way out.

func returns(s *sink, stop func() bool) {
	go func() {
		for range s.ticker.C {
			if stop() {
				return
			}
		}
	}()
	go func() {
		for range s.ticker.C {
			if stop() {
				break
			}
		}
	}()
	go func() {
	loop:
		for {
			select {
			case <-s.ticker.C:
			case <-s.done:
				break loop
			}
		}
	}()
}

func stopsByContext(ctx context.Context) {
	t := time.NewTicker(time.Second)
	go func() {
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
		}
	}()
}

// Not a ticker: somebody may close it.
func rangeTimes(times chan time.Time) {
	go func() {
		for range times {
		}
	}()
}

// Bounded: it ends with the count.
func counts(t *time.Ticker) {
	go func() {
		for range 10 {
			<-t.C
		}
	}()
}

// Once for the process.

var once sync.Once

func daemon() {
	once.Do(func() { go waitTicks(time.NewTicker(time.Second)) })
}

func init() {
	go waitTicks(time.NewTicker(time.Second))
}

var clock *time.Ticker

func singleton() *time.Ticker {
	if clock == nil {
		clock = time.NewTicker(time.Second)
		go waitTicks(clock)
	}
	return clock
}

var _ = startClock()

func startClock() *time.Ticker {
	t := time.NewTicker(time.Second)
	go waitTicks(t)
	return t
}
