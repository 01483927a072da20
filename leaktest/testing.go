package leaktest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// What a t may have beside Errorf, each used only where it is there.

// A helperT can leave a function of ours out of the line that a message is
// attributed to. Helper marks its own caller, so each function on the way calls
// it itself.
type helperT interface{ Helper() }

// A ginkgoT is what GinkgoT returns.
type ginkgoT interface{ DeferCleanup(args ...any) }

// nameOf returns the test's name, or "the test" where t has none. TestName is
// gocheck's.
func nameOf(t TestingT) string {
	name := ""
	switch n := t.(type) {
	case interface{ Name() string }:
		name = n.Name()
	case interface{ TestName() string }:
		name = n.TestName()
	}
	if name == "" {
		return "the test"
	}
	return name
}

// topLevel returns the name of the test that a subtest belongs to.
func topLevel(name string) string {
	top, _, _ := strings.Cut(name, "/")
	return top
}

// contextOf returns t's context, and one that never ends where t has none. Ginkgo's
// is not asked for: it comes with a cleanup of its own each time, which may be
// registered in some nodes only.
func contextOf(t TestingT) context.Context {
	if _, ok := t.(ginkgoT); ok {
		return context.Background()
	}
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

// requireT panics where t is nil, and says so.
func requireT(t TestingT, call, example string) {
	if what := engine.NilT(t); what != "" {
		panic(fmt.Sprintf("leaktest: %s was given %s; call it with the test's own, as in %s", call, what, example))
	}
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
