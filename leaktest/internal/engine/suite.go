package engine

import (
	"context"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// Instrument puts a label around every test, benchmark, fuzz target and example
// of a *testing.M, so that goroutines that are left behind can be traced to the
// one that started them without a call in each. It reports whether it could: M
// has no method for this, so the unexported fields are used (the same in Go 1.26
// and 1.27), each only where its name and type are as expected. Of another M, or
// another release's, nothing is touched.
func Instrument(m any) bool {
	std, ok := m.(*testing.M)
	if !ok || std == nil {
		return false
	}
	tests := FieldOf[[]testing.InternalTest](std, "tests")
	benchmarks := FieldOf[[]testing.InternalBenchmark](std, "benchmarks")
	targets := FieldOf[[]testing.InternalFuzzTarget](std, "fuzzTargets")
	examples := FieldOf[[]testing.InternalExample](std, "examples")
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

// owned returns f in a run of the given name. The goroutine is labeled only
// while f runs, since that of an example goes on afterwards. The others' are
// their own, so their numbers go on telling whose children a goroutine has.
func owned[T any](name string, f func(T)) func(T) {
	return func(t T) {
		r := NewRun(name, goroutine.Current().ID)
		r.Whole = true
		r.Born = goroutine.ReadCounts()
		Owners.Begin(r)
		r.Carry(t)
		r.Label(context.Background())
		defer func() {
			r.Skipped.Store(Skipped(t))
			r.Unlabel(context.Background())
			if r.Goroutine == MainGoroutine {
				Owners.Leave(r)
			}
		}()
		f(t)
	}
}

// Skipped reports whether a test was skipped.
func Skipped(t any) bool {
	s, ok := t.(interface{ Skipped() bool })
	return ok && s.Skipped()
}
