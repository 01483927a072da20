package goleak

import (
	"fmt"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// TestingT is the part of testing.TB that a check cannot do without. What else t
// has (Helper, Name, Skipped, Log, Cleanup) is used where it is there.
type TestingT interface {
	Error(args ...any)
}

// VerifyNone fails t's test if [Find] finds anything. Call it deferred at the
// beginning of a test, or wherever nothing may be running:
//
//	defer goleak.VerifyNone(t)
//
// As in the original the check is about the whole process: what an earlier test
// left behind fails this one, too, and the report names the test that started it
// where [VerifyTestMain] is in use. It differs from the original where that one
// is wrong:
//
//   - Tests may run in parallel. What tests beside this one have started is
//     theirs as long as they run. Use VerifyTestMain too: then the owner of a
//     goroutine is known even when the goroutine that started it has ended.
//   - Where the deferred call finds something left but t has cleanups or parallel
//     subtests still to run, the verdict comes after them.
//   - A test that was skipped stays skipped and one that panics shows its panic:
//     the leak is logged, and it is VerifyTestMain that fails the package.
//   - A leak that an earlier VerifyNone has shown is one line, with the test that
//     left it.
//   - In a synctest bubble the check is about the bubble.
//
// For a test that only answers for what it has started itself, and for a check
// that costs the same whatever else is running, see leaktest.Check.
func VerifyNone(t TestingT, opts ...Option) {
	if what := engine.NilT(t); what != "" {
		panic(fmt.Sprintf("goleak: VerifyNone was given %s; call it with the test's own, as in defer goleak.VerifyNone(t)", what))
	}
	if h, ok := t.(interface{ Helper() }); ok {
		h.Helper()
	}
	o := newOptions(opts)
	s := newScope(t)
	switch exit := exitOf(t); exit {
	case panics:
		o.report(t, s, o.glance(s))
	case returns:
		if o.hold(t, s) {
			return
		}
		fallthrough
	default:
		o.report(t, s, o.find(s, false))
	}
	o.finish()
}

// finish calls what Cleanup was given.
func (o *options) finish() {
	if o.cleanup != nil {
		o.cleanup(0)
	}
}

// report fails the test with err. A test that was skipped or panics has an
// outcome and a message of its own.
func (o *options) report(t TestingT, s *scope, err error) {
	if h, ok := t.(interface{ Helper() }); ok {
		h.Helper()
	}
	l, ok := t.(interface {
		Skipped() bool
		Log(args ...any)
	})
	switch {
	case err != nil && ok && (l.Skipped() || exitOf(t) == panics):
		l.Log(err)
	case err != nil:
		found, _ := err.(*foundError)
		if found != nil {
			found.known()
		}
		t.Error(err)
		if found != nil {
			lent.Tell(s.test, found.leaks)
		}
	case ok && s.unknown > 0:
		l.Log(unattributed(s.unknown))
	}
}

// unattributed says what a check in parallel could not decide.
func unattributed(n int) string {
	subject, it := "1 goroutine is", "it"
	if n > 1 {
		subject, it = fmt.Sprintf("%d goroutines are", n), "them"
	}
	return fmt.Sprintf("goleak: %s left out: a test that runs beside this one may have started %s; use VerifyTestMain, which tells whose goroutines are", subject, it)
}
