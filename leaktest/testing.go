package leaktest

import (
	"context"
	"runtime"
	"strings"
	"time"
)

// What a t may have beside Errorf, each used only where it is there.

// A helperT can leave a function of ours out of the line that a message is
// attributed to. Helper marks its own caller, so each function on the way calls
// it itself.
type helperT interface{ Helper() }

// nameOf returns the test's name, or "the test" where t has none.
func nameOf(t TestingT) string {
	if n, ok := t.(interface{ Name() string }); ok {
		return n.Name()
	}
	return "the test"
}

// topLevel returns the name of the test that a subtest belongs to.
func topLevel(name string) string {
	top, _, _ := strings.Cut(name, "/")
	return top
}

func contextOf(t TestingT) context.Context {
	if c, ok := t.(interface{ Context() context.Context }); ok {
		return c.Context()
	}
	return context.Background()
}

// reportTime is what is kept of the time before a test's deadline: when that
// has passed the process ends without a report.
const reportTime = 500 * time.Millisecond

// deadlineOf returns when waiting must end for the report to be printed before
// the test binary runs into its timeout, or the zero time.
func deadlineOf(t TestingT) time.Time {
	if d, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, ok := d.Deadline(); ok {
			return end.Add(-reportTime)
		}
	}
	return time.Time{}
}

func skipped(t TestingT) bool {
	s, ok := t.(interface{ Skipped() bool })
	return ok && s.Skipped()
}

// logger returns the function that logs without failing the test, or Errorf
// where t has no log.
func logger(t TestingT) func(format string, args ...any) {
	if l, ok := t.(interface{ Logf(string, ...any) }); ok {
		return l.Logf
	}
	return t.Errorf
}

// complain says that a check is misused. A test that has ended cannot be told
// any more: package testing panics then, and so does complain, in its own words.
func complain(t TestingT, reason string) {
	if h, ok := t.(helperT); ok {
		h.Helper()
	}
	defer func() {
		if recover() != nil {
			panic("leaktest: " + reason)
		}
	}()
	t.Errorf("leaktest: %s", reason)
}

// onStack reports whether the calling goroutine has one of the named functions
// in its stack.
func onStack(names ...string) bool {
	pcs := make([]uintptr, 64)
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs)
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			f, more = frames.Next()
			for _, name := range names {
				if f.Function == name {
					return true
				}
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}

// panicking reports whether the calling goroutine is in a panic, whose message
// comes when the process ends.
func panicking() bool { return onStack("runtime.gopanic") }
