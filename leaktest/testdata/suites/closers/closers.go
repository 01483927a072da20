// Package closers has types of its own that a test forgets to close.
package closers

import (
	"context"

	"github.com/leaktight/leaktight/leaktest/testdata/suites/closers/lib"
)

type worker struct {
	ctx    context.Context
	cancel func()
}

func newWorker() *worker {
	w := &worker{}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	go w.loop()
	return w
}

func (w *worker) loop() { <-w.ctx.Done() }
func (w *worker) stop() { w.cancel() }

// App holds a cache of the library.
type App struct{ cache *lib.Cache[string, int] }

// NewApp makes the cache.
func NewApp() *App {
	return &App{cache: lib.NewCache[string, int]()}
}

// Close closes the cache.
func (a *App) Close() { a.cache.Close() }

// open makes a poller for tests.
func open() *lib.Poller {
	p := &lib.Poller{}
	p.Start()
	return p
}
