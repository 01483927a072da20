package goleak

import (
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// An exit is the way in which the function of a test is being left.
type exit int

const (
	stays   exit = iota // it is not being left, or nobody can tell
	returns             // its deferred calls are run: by a return, or by FailNow or SkipNow
	panics
)

// exitOf tells by the stack how the function of t's test is being left.
func exitOf(t TestingT) exit {
	switch t.(type) {
	case *testing.T, *testing.B, *testing.F:
	default:
		return stays
	}
	var function runtime.Frame // the one of the program that package testing calls
	how := stays
	frames := stack()
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			return panics
		case f.Function == "runtime.Goexit":
			how = returns
		case strings.HasPrefix(f.Function, "testing.(*common).runCleanup"):
			return stays
		case f.Function == "testing.tRunner", f.Function == "testing.(*B).runN":
			if how == stays && atExit(function) {
				how = returns
			}
			return how
		case !strings.HasPrefix(f.Function, "testing.") && !strings.HasPrefix(f.Function, "reflect."):
			function = f
		}
	}
	return how
}

func stack() *runtime.Frames {
	pcs := make([]uintptr, 32)
	for {
		n := runtime.Callers(3, pcs)
		if n < len(pcs) {
			return runtime.CallersFrames(pcs[:n])
		}
		pcs = make([]uintptr, 2*len(pcs))
	}
}

// hold gives the verdict after what comes after the deferred calls: parallel
// subtests, the end of t.Context and the cleanups. It reports false where the
// verdict is due now: nothing is left, or t can not call back.
func (o *options) hold(t TestingT, s *scope) bool {
	c, ok := commonOf(t)
	if !ok || !c.hasSubtests() && o.glance(s) == nil {
		return false
	}
	c.Helper()
	c.Cleanup(func() {
		c.Helper()
		late := newScope(t)
		o.report(t, late, o.find(late, false))
		o.finish()
	})
	c.lastCleanupFirst()
	return true
}

// A common gives access to what *testing.T, *testing.B and *testing.F have in
// common and do not show: there is no method to run something after the cleanups
// that were registered before. The fields are used only where their names and
// types are as expected (the same in Go 1.26 and 1.27).
type common struct {
	testing.TB
	mu       *sync.RWMutex
	cleanups *[]func()
	subtests *[]*testing.T // nil for a benchmark
}

func commonOf(t TestingT) (common, bool) {
	tb, ok := t.(testing.TB)
	if !ok {
		return common{}, false
	}
	c := common{tb, engine.FieldOf[sync.RWMutex](tb, "mu"), engine.FieldOf[[]func()](tb, "cleanups"), engine.FieldOf[[]*testing.T](tb, "sub")}
	return c, c.mu != nil && c.cleanups != nil
}

// hasSubtests reports whether parallel subtests are still to be run.
func (c common) hasSubtests() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.subtests != nil && len(*c.subtests) > 0
}

// lastCleanupFirst makes the cleanup that was registered last the one that is
// run last.
func (c common) lastCleanupFirst() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(*c.cleanups); n > 1 {
		last := (*c.cleanups)[n-1]
		copy((*c.cleanups)[1:], (*c.cleanups)[:n-1])
		(*c.cleanups)[0] = last
	}
}
