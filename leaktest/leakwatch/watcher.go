package leakwatch

import (
	"sync"
	"time"
)

// A Watcher takes samples until it is stopped. It is an [http.Handler] that shows what
// it knows. Its methods may be called by several goroutines at once.
type Watcher struct {
	options options
	stop    func() // once
	ended   chan struct{}

	mu      sync.Mutex
	history *history
	err     error // of the newest sample
}

// Start starts a watcher, which takes its first sample at once. Whoever calls it calls
// [Watcher.Stop], or leaves it running as long as the process.
func Start(opts ...Option) *Watcher {
	w := newWatcher(opts...)
	stopped := make(chan struct{})
	w.stop = sync.OnceFunc(func() { close(stopped) })
	go w.run(stopped)
	return w
}

func newWatcher(opts ...Option) *Watcher {
	o := options{every: time.Minute, window: 60, ignored: make(map[string]bool)}
	for _, opt := range opts {
		opt(&o)
	}
	return &Watcher{options: o, ended: make(chan struct{}), history: newHistory(o)}
}

// Stop ends the watcher and waits until its goroutine is gone. What it knows can still
// be read. It may be called several times, but not by the function of [OnSuspect],
// which it would wait for.
func (w *Watcher) Stop() {
	w.stop()
	<-w.ended
}

// Report returns what the watcher knows now. It is the caller's.
func (w *Watcher) Report() Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.history.report()
	if w.err != nil {
		r.Error = w.err.Error()
	}
	return r
}

func (w *Watcher) run(stopped <-chan struct{}) {
	defer close(w.ended)
	tick := time.NewTicker(w.options.every)
	defer tick.Stop()
	for {
		stacks, err := sample()
		w.take(time.Now(), stacks, err)
		select {
		case <-stopped:
			return
		case <-tick.C:
		}
	}
}

// take adds a sample, and tells of what has become suspect by it.
func (w *Watcher) take(at time.Time, stacks []stack, err error) {
	for _, g := range w.add(at, stacks, err) {
		w.options.onSuspect(g)
	}
}

// add adds a sample and returns the groups that are to be told of. A sample that could
// not be taken is left out: the trend is that of the others.
func (w *Watcher) add(at time.Time, stacks []stack, err error) []Group {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
	if err != nil {
		return nil
	}
	var told []Group
	for _, g := range w.history.add(at, stacks) {
		if w.options.onSuspect != nil {
			told = append(told, w.history.public(g))
		}
	}
	return told
}
