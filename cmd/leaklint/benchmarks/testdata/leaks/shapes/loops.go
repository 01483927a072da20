// Package shapes holds programs whose goroutine cannot end by its own shape:
// nil channels, tickers, empty selects, endless loops; and handlers that leave
// work behind. Each stands next to a twin that ends.
package shapes

import (
	"context"
	"log"
	"os"
	"sync/atomic"
	"time"
)

// NilReceive never makes its channel.
func NilReceive(f func()) {
	var done chan struct{}
	go func() { // want nilchan
		<-done
		f()
	}()
}

func NilReceiveFixed(f func()) {
	done := make(chan struct{})
	go func() {
		<-done
		f()
	}()
	close(done)
}

// NilSend is the same with a send, in a named function.
func NilSend() {
	var out chan<- int
	go emit(out) // want nilchan
}

func emit(out chan<- int) { out <- 1 }

func NilSendFixed() int {
	out := make(chan int)
	go emit(out)
	return <-out
}

// AfterFuncC receives from the C of a timer that has none.
func AfterFuncC(d time.Duration, f func()) {
	t := time.AfterFunc(d, f)
	go func() { // want nilchan
		if !t.Stop() {
			<-t.C
		}
	}()
}

func AfterFuncCFixed(d time.Duration, f func()) {
	t := time.NewTimer(d)
	go func() {
		<-t.C
		f()
	}()
}

// flusher has a field that is never set.
type flusher struct {
	stop chan struct{}
	n    int
}

// NilField never makes stop.
func NilField() *flusher {
	f := &flusher{}
	go func() { // want nilchan|recvleak
		<-f.stop
		f.n = 0
	}()
	return f
}

type fixedFlusher struct {
	stop chan struct{}
	n    int
}

func NilFieldFixed() (*fixedFlusher, func()) {
	f := &fixedFlusher{stop: make(chan struct{})}
	go func() {
		<-f.stop
		f.n = 0
	}()
	return f, func() { close(f.stop) }
}

// TickerRange thinks that Stop ends the loop.
func TickerRange(f func()) (stop func()) {
	ticker := time.NewTicker(time.Second)
	go func() { // want tickerleak
		for range ticker.C {
			f()
		}
	}()
	return ticker.Stop
}

func TickerRangeFixed(f func()) (stop func()) {
	ticker := time.NewTicker(time.Second)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() { ticker.Stop(); close(done) }
}

// Sink has its ticker in a field.
type Sink struct {
	ticker *time.Ticker
	n      atomic.Int64
}

// NewSink starts the flusher.
func NewSink() *Sink {
	s := &Sink{ticker: time.NewTicker(time.Minute)}
	go s.flush() // want tickerleak
	return s
}

func (s *Sink) flush() {
	for {
		<-s.ticker.C
		s.n.Store(0)
	}
}

// Close stops the ticker, but not the goroutine.
func (s *Sink) Close() { s.ticker.Stop() }

// FixedSink ends its goroutine, too.
type FixedSink struct {
	ticker *time.Ticker
	done   chan struct{}
	n      atomic.Int64
}

// NewFixedSink starts the flusher.
func NewFixedSink() *FixedSink {
	s := &FixedSink{ticker: time.NewTicker(time.Minute), done: make(chan struct{})}
	go s.flush()
	return s
}

func (s *FixedSink) flush() {
	for {
		select {
		case <-s.ticker.C:
			s.n.Store(0)
		case <-s.done:
			return
		}
	}
}

// Close stops both.
func (s *FixedSink) Close() { s.ticker.Stop(); close(s.done) }

// Tick ranges over time.Tick.
func Tick(f func() error) {
	go func() { // want tickerleak
		for range time.Tick(time.Second) {
			if err := f(); err != nil {
				log.Print(err)
			}
		}
	}()
}

func TickFixed(f func() error) {
	go func() {
		for range time.Tick(time.Second) {
			if err := f(); err != nil {
				log.Print(err)
				return
			}
		}
	}()
}

// Empty parks forever.
func Empty(f func()) {
	go func() { // want selectleak
		f()
		select {}
	}()
}

func EmptyFixed(ctx context.Context, f func()) {
	go func() {
		f()
		<-ctx.Done()
	}()
}

// Spin has no exit.
func Spin(n *atomic.Int64) {
	go func() { // want loopleak
		for {
			n.Add(1)
		}
	}()
}

func SpinFixed(n *atomic.Int64, stop *atomic.Bool) {
	go func() {
		for !stop.Load() {
			n.Add(1)
		}
	}()
}

// Monitor sleeps and looks, forever, in a method.
type Monitor struct{ name string }

// Start starts it.
func (m *Monitor) Start() {
	go m.watch() // want sleepleak
}

func (m *Monitor) watch() {
	for {
		if info, err := os.Stat(m.name); err == nil {
			log.Print(info.Size())
		}
		time.Sleep(time.Second)
	}
}

// StartFixed ends when the file is gone.
func (m *Monitor) StartFixed() {
	go m.watchFixed()
}

func (m *Monitor) watchFixed() {
	for {
		info, err := os.Stat(m.name)
		if err != nil {
			return
		}
		log.Print(info.Size())
		time.Sleep(time.Second)
	}
}

// Break leaves the select, not the loop.
func Break(ctx context.Context, in <-chan int, sum *atomic.Int64) {
	go func() { // want loopleak|ctxleak|selectleak|recvleak
		for {
			select {
			case n := <-in:
				sum.Add(int64(n))
			case <-ctx.Done():
				break
			}
		}
	}()
}

func BreakFixed(ctx context.Context, in <-chan int, sum *atomic.Int64) {
	go func() {
	loop:
		for {
			select {
			case n := <-in:
				sum.Add(int64(n))
			case <-ctx.Done():
				break loop
			}
		}
	}()
}
