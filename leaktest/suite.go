package leaktest

import (
	"context"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// instrument puts a label around every test, benchmark, fuzz target and example
// of a *testing.M, so that goroutines that are left behind can be traced to the
// one that started them without a call in each. It reports whether it could: M
// has no method for this, so the unexported fields are used (the same in Go 1.26
// and 1.27), each only where its name and type are as expected. Of another M, or
// another release's, nothing is touched.
func instrument(m TestingM) bool {
	std, ok := m.(*testing.M)
	if !ok || std == nil {
		return false
	}
	tests := fieldOf[[]testing.InternalTest](std, "tests")
	benchmarks := fieldOf[[]testing.InternalBenchmark](std, "benchmarks")
	targets := fieldOf[[]testing.InternalFuzzTarget](std, "fuzzTargets")
	examples := fieldOf[[]testing.InternalExample](std, "examples")
	if tests == nil || benchmarks == nil || targets == nil || examples == nil {
		return false
	}
	for i := range *tests {
		e := &(*tests)[i]
		e.F = owned(e.Name, e.F)
	}
	for i := range *benchmarks {
		e := &(*benchmarks)[i]
		e.F = owned(e.Name, e.F)
	}
	for i := range *targets {
		e := &(*targets)[i]
		e.Fn = owned(e.Name, e.Fn)
	}
	for i := range *examples {
		e := &(*examples)[i]
		f := e.F
		run := owned(e.Name, func(struct{}) { f() })
		e.F = func() { run(struct{}{}) }
	}
	return true
}

// owned returns f in a run of the given name. The goroutine is labelled only
// while f runs, since that of an example goes on afterwards. The others' are
// their own, so their numbers go on telling whose children a goroutine has.
func owned[T any](name string, f func(T)) func(T) {
	return func(t T) {
		r := newRun(name, goroutine.Current().ID)
		r.whole = true
		r.born = goroutine.ReadCounts()
		owners.begin(r)
		r.carry(t)
		r.label(context.Background())
		defer func() {
			r.skipped.Store(skipped(t))
			r.unlabel(context.Background())
			if r.goroutine == mainGoroutine {
				owners.leave(r)
			}
		}()
		f(t)
	}
}
