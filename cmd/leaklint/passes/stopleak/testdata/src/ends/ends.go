// Package ends has goroutines that somebody else ends, or that end by themselves.
package ends

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"
)

type watcher struct {
	in   chan int
	stop chan struct{}
}

func (w *watcher) run() {
	for {
		select {
		case <-w.stop:
			return
		case n := <-w.in:
			println(n)
		}
	}
}

func (w *watcher) Close() { close(w.stop) }

func newWatcher() *watcher { return &watcher{in: make(chan int), stop: make(chan struct{})} }

func started() {
	w := newWatcher()
	go w.run() // want `started may return without a call of Close`
}

// A goroutine whose time may not come.

func later() {
	w := newWatcher()
	time.AfterFunc(time.Hour, w.run)
}

func afterwards(ctx context.Context) {
	w := newWatcher()
	context.AfterFunc(ctx, w.run)
}

// It also ends with a context of the function around the one that starts it.

func around(ctx context.Context) {
	start := func() {
		w := newWatcher()
		go func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-w.stop:
					return
				case n := <-w.in:
					println(n)
				}
			}
		}()
	}
	start()
}

// It ends itself.

func untilNought() {
	w := newWatcher()
	go func() {
		for {
			select {
			case <-w.stop:
				return
			case n := <-w.in:
				if n == 0 {
					w.Close()
				}
			}
		}
	}()
	w.in <- 1
}

// The context that it is given ends it too.

type poller struct{ cancel context.CancelFunc }

func newPoller(ctx context.Context) *poller {
	ctx, cancel := context.WithCancel(ctx)
	p := &poller{cancel: cancel}
	go p.run(ctx)
	return p
}

func (p *poller) run(ctx context.Context) { <-ctx.Done() }

func (p *poller) Close() { p.cancel() }

func (p *poller) poll() {}

func polls() {
	ctx, cancel := context.WithCancel(context.Background())
	p := newPoller(ctx)
	p.poll()
	cancel()
}

func pollsForever() {
	p := newPoller(context.Background()) // want `pollsForever returns without a call of Close`
	p.poll()
}

// What only this function can end is looked at by other checks.

func waits(f func() error) error {
	done := make(chan struct{})
	go func() { <-done }()
	if err := f(); err != nil {
		return err
	}
	close(done)
	return nil
}

// The error of the start says that nothing was started.

func open(name string) (*watcher, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, err
	}
	w := newWatcher()
	go w.run()
	return w, nil
}

func opens(name string) error {
	w, err := open(name)
	println(w)
	return err
}

func opensAsked(name string) error {
	w, err := open(name) // want `opensAsked may return without a call of Close`
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if name == "" {
		return nil
	}
	w.Close()
	return nil
}

// Somebody else may have it too: that is advice.

var registry = map[string]*watcher{}

func register(name string) *watcher {
	w := newWatcher()
	go w.run()
	if name != "" {
		registry[name] = w
	}
	return w
}

func registered() {
	w := register("a")
	w.in <- 1
}
