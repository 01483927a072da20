// Package conditions has objects that are stopped under conditions: where these
// cover every path nothing is reported, and else it is.
package conditions

import (
	"errors"
	"os"
	"sync"
	"time"
)

type watcher struct {
	stop chan struct{}
	once sync.Once
}

func newWatcher() *watcher {
	w := &watcher{stop: make(chan struct{})}
	go w.loop()
	return w
}

func (w *watcher) loop() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-w.stop:
			return
		}
	}
}

func (w *watcher) Close() { w.once.Do(func() { close(w.stop) }) }

func work() {}

func twice(fast bool) {
	w := newWatcher()
	if fast {
		w.Close()
	}
	work()
	if !fast {
		w.Close()
	}
}

func twiceAlike(fast bool) {
	w := newWatcher() // want `twiceAlike may return without a call of Close`
	if fast {
		w.Close()
	}
	work()
	if fast {
		w.Close()
	}
}

type options struct{ watch bool }

func (o *options) watches() bool { return o.watch }

func method(o *options) {
	var w *watcher
	if o.watches() {
		w = newWatcher()
	}
	work()
	if o.watches() {
		w.Close()
	}
}

func field(o *options, path string) error {
	var w *watcher
	if o.watch {
		w = newWatcher()
	}
	_, err := os.Stat(path)
	if o.watch {
		w.Close()
	}
	return err
}

func otherField(o *options, path string) error {
	var w *watcher
	if o.watch {
		w = newWatcher() // want `otherField may return an error without a call of Close`
	}
	_, err := os.Stat(path)
	if err == nil && o.watch {
		w.Close()
	}
	return err
}

func disarmed(path string) (*watcher, error) {
	w := newWatcher()
	cleanup := w.Close
	defer func() { cleanup() }()
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	cleanup = func() {}
	return w, nil
}

func disarmedByNil(path string) (*watcher, error) {
	w := newWatcher()
	undo := func() { w.Close() }
	defer func() {
		if undo != nil {
			undo()
		}
	}()
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	undo = nil
	return w, nil
}

func disarmedByFlag(path string) (_ *watcher, err error) {
	w := newWatcher()
	ok := false
	defer func() {
		if !ok {
			w.Close()
		}
	}()
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	ok = true
	return w, nil
}

// neverArmed has a variable like the others, which nothing calls.
func neverArmed(path string) (*watcher, error) {
	w := newWatcher() // want `neverArmed may return an error without a call of Close`
	cleanup := w.Close
	defer func() { println(cleanup == nil) }()
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	cleanup = func() {}
	return w, nil
}

// queue is left by a panic that its goroutine recovers from.
type queue struct {
	in, quit chan struct{}
}

var errQuit = errors.New("quit")

func newQueue() *queue {
	q := &queue{in: make(chan struct{}), quit: make(chan struct{})}
	go q.serve()
	return q
}

func (q *queue) serve() {
	defer func() { recover() }()
	for {
		q.next()
	}
}

func (q *queue) next() {
	select {
	case <-q.in:
	case <-q.quit:
		panic(errQuit)
	}
}

func (q *queue) Close() { close(q.quit) }

func closed() {
	q := newQueue()
	defer q.Close()
	q.in <- struct{}{}
}

func left() {
	q := newQueue() // want `left returns without a call of Close`
	q.in <- struct{}{}
}

// health notes in a field whether it has started a watcher: nobody else sets it, and the
// value with which it is made is there before.
type health struct {
	enabled bool
	port    int
}

func newHealth(port func() int) (*health, error) {
	h := health{port: port()}
	return &h, nil
}

func (h *health) run(stop <-chan struct{}) {
	var w *watcher
	if h.port > 0 {
		h.enabled = true
		w = newWatcher()
	} else {
		h.enabled = false
	}
	<-stop
	if h.enabled {
		w.Close()
	}
}

// reset is what a whole new value is for one that others have.
type reset struct {
	enabled bool
	port    int
}

func (r *reset) clear() { *r = reset{port: r.port} }

func (r *reset) run(stop <-chan struct{}) {
	var w *watcher
	if r.port > 0 {
		r.enabled = true
		w = newWatcher() // want `run may return without a call of Close`
	}
	<-stop
	if r.enabled {
		w.Close()
	}
}
