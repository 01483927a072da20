// Package muted receives from channels on which something outside of the program
// sends, until it is stopped.
package muted

import (
	"os"
	"os/signal"
	"sync"
	"time"
)

func interrupted(f func() error) error {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	defer signal.Stop(sigs)
	go func() { // want `nothing comes from sigs once interrupted has stopped it, which leaves this goroutine blocked in its receive forever`
		<-sigs
		println("interrupted")
	}()
	return f()
}

func interruptedOrDone(f func() error) error {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	defer signal.Stop(sigs)
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-sigs:
			println("interrupted")
		case <-done:
		}
	}()
	return f()
}

func closed(f func() error) error {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	go func() {
		if _, ok := <-sigs; ok {
			println("interrupted")
		}
	}()
	err := f()
	signal.Stop(sigs)
	close(sigs)
	return err
}

// neverStopped waits with a purpose: a signal may come at any time.
func neverStopped(f func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	go func() {
		<-sigs
		f()
	}()
}

// stopsItself is over when the signal has come.
func stopsItself(f func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	go func() {
		<-sigs
		signal.Stop(sigs)
		f()
	}()
}

// waitedFor stops the signals only when one has come.
func waitedFor(f func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-sigs
		f()
	}()
	wg.Wait()
	signal.Stop(sigs)
}

// handed goes to code that is not seen, which may send.
func handed(f func(chan os.Signal)) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	defer signal.Stop(sigs)
	go func() {
		<-sigs
	}()
	f(sigs)
}

func timeout(d time.Duration, f func() error, late func()) error {
	t := time.NewTimer(d)
	defer t.Stop()
	go func() { // want `nothing comes from t once timeout has stopped it`
		<-t.C
		late()
	}()
	return f()
}

func timeoutAfter(d time.Duration, f func() error, late func()) error {
	t := time.NewTimer(d)
	go wait(t, late) // want `nothing comes from t once timeoutAfter has stopped it`
	err := f()
	if err == nil {
		t.Stop()
	}
	return err
}

func wait(t *time.Timer, late func()) {
	<-t.C
	late()
}

func timeoutFunc(d time.Duration, f func() error, late func()) error {
	t := time.AfterFunc(d, late)
	defer t.Stop()
	return f()
}

func timeoutOrDone(d time.Duration, f func() error, late func()) error {
	t := time.NewTimer(d)
	done := make(chan struct{})
	defer close(done)
	go func() {
		defer t.Stop()
		select {
		case <-t.C:
			late()
		case <-done:
		}
	}()
	return f()
}

// ends lets the timer end.
func ends(d time.Duration, f func() error, late func()) error {
	t := time.NewTimer(d)
	go func() {
		<-t.C
		late()
	}()
	return f()
}

// startedAgain may be reset before it ends.
func startedAgain(d time.Duration, f func() error, late func()) error {
	t := time.NewTimer(d)
	go func() {
		<-t.C
		late()
	}()
	t.Stop()
	err := f()
	t.Reset(0)
	return err
}

// drained receives only what was sent before the timer was stopped.
func drained(d time.Duration, f func() error) error {
	t := time.NewTimer(d)
	go func() {
		f()
		if !t.Stop() {
			<-t.C
		}
	}()
	return f()
}

type Session struct{ t *time.Timer }

func NewSession(d time.Duration, expire func()) *Session {
	s := &Session{t: time.NewTimer(d)}
	go func() { // want `nothing comes from t once \(\*Session\).Close has stopped it`
		<-s.t.C
		expire()
	}()
	return s
}

func (s *Session) Close() { s.t.Stop() }

type Expiry struct {
	t    *time.Timer
	done chan struct{}
}

func NewExpiry(d time.Duration, expire func()) *Expiry {
	s := &Expiry{t: time.NewTimer(d), done: make(chan struct{})}
	go func() {
		select {
		case <-s.t.C:
			expire()
		case <-s.done:
		}
	}()
	return s
}

func (s *Expiry) Close() { s.t.Stop(); close(s.done) }

type ticks struct{ *time.Ticker }

func count(n int, f func()) {
	t := ticks{time.NewTicker(time.Second)}
	go func() { // want `nothing comes from .* once count has stopped it`
		for range n {
			<-t.C
		}
	}()
	f()
	t.Stop()
}

// throttle waits for the timer that it has now: a new one takes the place of each that
// is stopped.
type throttle struct {
	mu sync.Mutex
	t  *time.Timer
}

func (t *throttle) set(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.t != nil {
		t.t.Stop()
	}
	t.t = time.NewTimer(d)
}

func (t *throttle) wait() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.t != nil {
		<-t.t.C
		t.t = nil
	}
}

func (t *throttle) send(f func()) {
	go func() {
		t.wait()
		f()
	}()
}

// debounce starts a goroutine for each timer, and stops the timer of the one before.
type debounce struct{ t *time.Timer }

func (d *debounce) trigger(f func()) {
	if d.t != nil {
		d.t.Stop()
	}
	t := time.NewTimer(time.Second)
	d.t = t
	go func() { // want `nothing comes from t once \(\*debounce\).trigger has stopped it`
		<-t.C
		f()
	}()
}

// bounce is debounce with a timer that calls the function itself.
type bounce struct{ t *time.Timer }

func (b *bounce) trigger(f func()) {
	if b.t != nil {
		b.t.Stop()
	}
	b.t = time.AfterFunc(time.Second, f)
}

// delay starts its one timer again when it is stopped.
type delay struct{ t *time.Timer }

func (d *delay) start(f func()) {
	t := time.NewTimer(time.Second)
	d.t = t
	go func() {
		<-t.C
		f()
	}()
}

func (d *delay) later(by time.Duration) {
	if d.t.Stop() {
		d.t.Reset(by)
	}
}

// lease has one timer, which its end stops and drops.
type lease struct{ t *time.Timer }

func grant(d time.Duration, first, second func()) *lease {
	l := &lease{t: time.NewTimer(d)}
	go l.expire(first) // want `nothing comes from t once \(\*lease\).end has stopped it`
	go l.expire(second)
	return l
}

func (l *lease) expire(f func()) {
	<-l.t.C
	f()
}

func (l *lease) end() {
	l.t.Stop()
	l.t = nil
}

// pulse never leaves its loop, stopped or not: tickerleak says so.
func pulse(d time.Duration, beat, f func()) {
	t := time.NewTicker(d)
	go func() {
		for {
			<-t.C
			beat()
		}
	}()
	f()
	t.Stop()
}
