package a

import (
	"context"
	"helper"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type T struct{}

func (t *T) loop()      {}
func (t T) value()      {}
func (t *T) run() error { return nil }

func named(int) {}

type runner interface{ loop() }

func statements(t *T, r runner, table map[string]func()) {
	go func() {}() // want `go statement runs a.statements\$1`
	go named(1)    // want `go statement runs a.named`
	go t.loop()    // want `go statement runs a.T.loop`
	go t.value()   // want `go statement runs a.T.value`

	f := t.loop
	go f() // want `go statement runs a.T.loop`

	go runner(t).loop() // want `go statement runs a.T.loop`
	go r.loop()         // want `go statement runs nothing known`
	go table["x"]()     // want `go statement runs nothing known`
}

func variables(cond bool) {
	f := func() {}
	if cond {
		f = func() {}
	}
	go f() // want `go statement runs a.variables\$1, a.variables\$2`

	g := func() {}
	func() { go g() }() // want `go statement runs a.variables\$3`
}

func made() func() { return func() {} }

func results() {
	go made()() // want `go statement runs a.made\$1`
	n, stop := func() (int, func()) {
		return 1, func() { named(2) }
	}()
	_ = n
	go stop() // want `go statement runs a.results\$1\$1`
}

func starters(ctx context.Context, t *T) {
	var g errgroup.Group
	g.Go(t.run)                               // want `errgroup.Group.Go runs a.T.run`
	g.TryGo(func() error { return nil })      // want `errgroup.Group.Go runs a.starters\$1`
	time.AfterFunc(time.Second, t.loop)       // want `time.AfterFunc runs a.T.loop`
	context.AfterFunc(ctx, t.loop)            // want `context.AfterFunc runs a.T.loop`
	new(helper.Stopper).Run("x", t.loop)      // want `function that starts its argument runs a.T.loop`
	helper.Indirect(nil, func() { named(1) }) // want `function that starts its argument runs a.starters\$2`
	helper.Synchronous(t.loop)
	var wg sync.WaitGroup
	wg.Go(t.loop) // want `sync.WaitGroup.Go runs a.T.loop`
}

func generic[E any](e E, f func(E)) {
	go f(e) // want `go statement runs nothing known`
}

func instances() {
	generic(1, named)         // want `function that starts its argument runs a.named`
	go generic[int](1, named) // want `go statement runs a.generic`
}

var atStart = func() {
	go named(3) // want `go statement runs a.named`
}
