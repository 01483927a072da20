package goleak

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/internal/lend"
)

// lent is the engine of leaktest.
var lent = lend.Through[leaktest.Option, leaktest.Leak]()

// patience is how long goroutines get to finish. The original looks 21 times and
// sleeps 431 ms in between, plus what the looks take.
const patience = 450 * time.Millisecond

// Find looks for goroutines that should not be there and returns an error that
// describes them, nil when there are none. Every goroutine of the process counts
// but the calling one, those of package testing and of os/signal, those that a
// test which is still running has started, and what the options ignore.
//
// The text begins with "found unexpected goroutines:" as the original's does,
// and holds the state and the stack of one goroutine of each kind. The error has
// a method Leaks that returns the same as data:
//
//	var left interface{ Leaks() []leaktest.Leak }
//	if errors.As(err, &left) { ... }
func Find(opts ...Option) error {
	o := newOptions(opts)
	if o.cleanup != nil {
		return errors.New("Cleanup can only be passed to VerifyNone or VerifyTestMain")
	}
	return o.find(newScope(nil), false)
}

// A foundError is the error of Find.
type foundError struct {
	leaks  []leaktest.Leak
	again  []leaktest.Leak // of the leaks, those that an earlier check has shown in full
	note   string
	byTest bool
	fails  bool // the tests that are named are failed by it
}

// Leaks returns the goroutines that were left behind, one Leak for each.
func (e *foundError) Leaks() []leaktest.Leak { return e.leaks }

func (e *foundError) Error() string {
	proven := 0
	for i := range e.leaks {
		if e.leaks[i].Verdict == leaktest.Proven {
			proven++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "found unexpected goroutines: %d left behind", len(e.leaks))
	if proven > 0 {
		fmt.Fprintf(&b, " (%d proven stuck)", proven)
	}
	if fresh := e.fresh(); len(fresh) > 0 {
		b.WriteString("\n" + lent.Describe(fresh, lend.Description{Package: "goleak", ByTest: e.byTest, Fails: e.fails}))
	}
	for _, line := range linesOf(e.again) {
		b.WriteString("\n    " + line)
	}
	if e.note != "" {
		b.WriteString("\n" + e.note)
	}
	return b.String()
}

// find looks, waits, and returns what is left as a *foundError, or nil.
func (o *options) find(s *scope, byTest bool) error {
	if o.misuse != nil {
		return o.misuse
	}
	var verdict opinion
	if len(o.oracle) > 0 {
		if o.glance(s) == nil {
			return nil
		}
		if verdict = opinionOf(o.oracle); verdict.note == "" && len(verdict.reported) == 0 {
			return nil
		}
	}
	leaks := verdict.confirm(lent.Find(o.search(s)))
	if len(leaks) == 0 {
		return nil
	}
	return &foundError{leaks: leaks, note: verdict.note, byTest: byTest}
}

// glance is find with one look, without a wait, and without what the original
// says.
func (o *options) glance(s *scope) error {
	q := o.search(s)
	q.Gentle = true
	q.Options = append(slices.Clip(q.Options), leaktest.MaxWait(0))
	if leaks := lent.Find(q); len(leaks) > 0 {
		return &foundError{leaks: leaks}
	}
	return nil
}

func (o *options) search(s *scope) lend.Search[leaktest.Option] {
	return lend.Search[leaktest.Option]{Options: o.engine, Scope: s, Self: s.self.ID, Test: s.test, Gentle: s.self.Bubble != 0}
}
