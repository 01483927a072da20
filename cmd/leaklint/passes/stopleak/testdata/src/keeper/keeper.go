// Package keeper has objects that keep another one whose goroutine must be ended.
package keeper

import (
	"bufio"
	"context"
	"io"
	"sync"
)

type feed struct {
	in   chan int
	quit chan struct{}
}

func newFeed() *feed {
	f := &feed{in: make(chan int), quit: make(chan struct{})}
	go f.run()
	return f
}

func (f *feed) run() {
	for {
		select {
		case v := <-f.in:
			println(v)
		case <-f.quit:
			return
		}
	}
}

func (f *feed) push(v int) { f.in <- v }
func (f *feed) Close()     { close(f.quit) }

type forgets struct {
	feed *feed
	done chan struct{}
}

func newForgets() (*forgets, error) {
	s := &forgets{done: make(chan struct{})}
	s.feed = newFeed() // want `nothing calls Close on forgets.feed, not even \(\*forgets\).Stop, which leaves the goroutine that newFeed starts running forever`
	return s, nil
}

func (s *forgets) Send(v int) { s.feed.push(v) }
func (s *forgets) Stop()      { close(s.done) }

type ends struct {
	feed *feed
	done chan struct{}
}

func newEnds() (*ends, error) {
	s := &ends{done: make(chan struct{})}
	s.feed = newFeed()
	return s, nil
}

func (s *ends) Send(v int) { s.feed.push(v) }
func (s *ends) Stop()      { close(s.done); s.feed.Close() }

// later gets its feed when it is started.
type later struct {
	feed   *feed
	cancel context.CancelFunc
}

func (s *later) Start(ctx context.Context) {
	_, s.cancel = context.WithCancel(ctx)
	s.feed = newFeed() // want `nothing calls Close on later.feed, not even \(\*later\).Stop`
}

func (s *later) Send(v int) { s.feed.push(v) }
func (s *later) Stop()      { s.cancel() }

type laterEnds struct {
	feed   *feed
	cancel context.CancelFunc
}

func (s *laterEnds) Start(ctx context.Context) {
	_, s.cancel = context.WithCancel(ctx)
	s.feed = newFeed()
}

func (s *laterEnds) Stop() { s.cancel(); endFeed(s) }
func endFeed(s *laterEnds) { s.feed.Close() }

// pair has two, and ends one of them.
type pair struct{ in, out *feed }

func newPair() *pair {
	return &pair{
		in:  newFeed(),
		out: newFeed(), // want `nothing calls Close on pair.out, not even \(\*pair\).Close`
	}
}

func (p *pair) Close() { p.in.Close() }

// uses has a goroutine that uses what it keeps.
type uses struct {
	feed *feed
	wg   sync.WaitGroup
}

func newUses() *uses {
	u := &uses{feed: newFeed()} // want `nothing calls Close on uses.feed, not even \(\*uses\).Shutdown`
	u.wg.Go(func() { u.feed.push(1) })
	return u
}

func (u *uses) Shutdown(context.Context) { u.wg.Wait() }

type list struct{ in, out *feed }

func newList() *list { return &list{in: newFeed(), out: newFeed()} }

func (l *list) Close() {
	for _, f := range []*feed{l.in, l.out} {
		f.Close()
	}
}

type shows struct{ feed *feed }

func newShows() *shows       { return &shows{feed: newFeed()} }
func (s *shows) Feed() *feed { return s.feed }
func (s *shows) Stop()       {}

// stays has no end of its own.
type stays struct{ feed *feed }

func newStays() *stays      { return &stays{feed: newFeed()} }
func (s *stays) Send(v int) { s.feed.push(v) }

// hook has a function that ends what it keeps.
type hook struct {
	feed *feed
	end  func()
}

func newHook() *hook {
	f := newFeed()
	return &hook{feed: f, end: f.Close}
}

func (h *hook) Stop() { h.end() }

// other has the same feed twice.
type other struct{ feed, same *feed }

func newOther() *other {
	f := newFeed()
	return &other{feed: f, same: f}
}

func (o *other) Send(v int) { o.feed.push(v) }
func (o *other) Stop()      { o.same.Close() }

type table struct {
	feed *feed
	all  map[string]*feed
}

func newTable() *table {
	t := &table{all: map[string]*feed{}}
	f := newFeed()
	t.feed, t.all["a"] = f, f
	return t
}

func (t *table) Stop() {
	for _, f := range t.all {
		f.Close()
	}
}

// reader has a channel by which its goroutine ends.
type reader struct{ in <-chan int }

func newReader(in <-chan int) *reader {
	r := &reader{in: in}
	go func() {
		for v := range r.in {
			println(v)
		}
	}()
	return r
}

type fed struct {
	r  *reader
	in chan int
}

func newFed() *fed {
	f := &fed{in: make(chan int)}
	f.r = newReader(f.in)
	return f
}

func (f *fed) Stop() { close(f.in) }

func lines(log func(string)) *io.PipeWriter {
	r, w := io.Pipe()
	go func() {
		s := bufio.NewScanner(r)
		for s.Scan() {
			log(s.Text())
		}
		r.CloseWithError(s.Err())
	}()
	return w
}

type session struct{ w *io.PipeWriter }

func newSession(log func(string)) *session {
	return &session{w: lines(log)} // want `nothing calls Close or CloseWithError on session.w, not even \(\*session\).Stop`
}

func (s *session) Write(p []byte) (int, error) { return s.w.Write(p) }
func (s *session) Stop()                       {}

type closes struct{ w *io.PipeWriter }

func newCloses(log func(string)) *closes { return &closes{w: lines(log)} }

func (s *closes) Write(p []byte) (int, error) { return s.w.Write(p) }
func (s *closes) Stop()                       { s.w.Close() }

// plain keeps it where it may be found to be an io.Closer.
type plain struct{ w io.Writer }

func newPlain(log func(string)) *plain { return &plain{w: lines(log)} }

func (s *plain) Write(p []byte) (int, error) { return s.w.Write(p) }

func (s *plain) Stop() {
	if c, ok := s.w.(io.Closer); ok {
		c.Close()
	}
}

// own starts its goroutine itself.
type own struct{ w *io.PipeWriter }

func newOwn(log func(string)) *own {
	r, w := io.Pipe()
	go func() { // want `nothing calls Close or CloseWithError on own.w, not even \(\*own\).Close, which leaves this goroutine running forever`
		s := bufio.NewScanner(r)
		for s.Scan() {
			log(s.Text())
		}
	}()
	return &own{w: w}
}

func (o *own) Write(p []byte) (int, error) { return o.w.Write(p) }
func (o *own) Close()                      {}

type ownCloses struct{ w *io.PipeWriter }

func newOwnCloses(log func(string)) *ownCloses {
	r, w := io.Pipe()
	go func() {
		s := bufio.NewScanner(r)
		for s.Scan() {
			log(s.Text())
		}
	}()
	return &ownCloses{w: w}
}

func (o *ownCloses) Write(p []byte) (int, error) { return o.w.Write(p) }
func (o *ownCloses) Close()                      { o.w.Close() }

func dropped(log func(string)) {
	o := newOwnCloses(log) // want `dropped returns without a call of Close, which leaves the goroutine that newOwnCloses starts running forever`
	o.Write(nil)
}

func closed(log func(string)) {
	o := newOwnCloses(log)
	defer o.Close()
	o.Write(nil)
}
