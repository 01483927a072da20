package leaktest

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// checks knows the checks that wait for their test to end.
var checks checkRegistry

type checkRegistry struct {
	mu  sync.Mutex
	byT map[TestingT]*check
}

func (r *checkRegistry) Add(c *check) {
	if !reflect.TypeOf(c.t).Comparable() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byT == nil {
		r.byT = make(map[TestingT]*check)
	}
	r.byT[c.t] = c
}

func (r *checkRegistry) remove(c *check) {
	if !reflect.TypeOf(c.t).Comparable() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byT[c.t] == c {
		delete(r.byT, c.t)
	}
}

// of returns the check that watches t, or nil.
func (r *checkRegistry) of(t TestingT) *check {
	if t == nil || !reflect.TypeOf(t).Comparable() {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byT[t]
}

// refusal returns why the check cannot do what it is asked to, "" where it can.
func (c *check) refusal() string {
	name := nameOf(c.t)
	switch {
	case len(c.Misuse) > 0:
		return strings.Join(c.Misuse, "; ")
	case c.self.Bubble != 0:
		return fmt.Sprintf("Check was called inside a synctest bubble of %s, where time stands still while it waits; synctest reports what is left in a bubble itself: call Check before synctest.Test", name)
	case inGinkgoCleanup():
		return fmt.Sprintf("Check was called in a DeferCleanup of %s, where it is too late to see what the spec starts; call it in BeforeEach or in It", name)
	case contextOf(c.t).Err() != nil:
		return fmt.Sprintf("Check was called after %s has ended; call it as the first statement of the test", name)
	case checks.of(c.t) != nil:
		return fmt.Sprintf("Check was called twice in %s, and the first one covers the whole test; remove one of them", name)
	case isStandardT(c.t) && !inTestGoroutine():
		return fmt.Sprintf("Check was called in a goroutine that %s started, and cannot see from there what the test itself starts; call it as the first statement of the test", name)
	}
	return ""
}

func isStandardT(t TestingT) bool {
	switch t.(type) {
	case *testing.T, *testing.B, *testing.F:
		return true
	}
	return false
}

// inGinkgoCleanup reports whether the calling function is one that Ginkgo's
// DeferCleanup was given. There t.Cleanup ends the whole suite.
func inGinkgoCleanup() bool {
	const internal = "github.com/onsi/ginkgo/v2/internal."
	return engine.OnStackWhere(func(function string) bool {
		return strings.HasPrefix(function, internal+"NewCleanupNode.") || strings.HasPrefix(function, internal+"newDeferredNode.")
	})
}

// inTestGoroutine reports whether the calling goroutine is one in which package
// testing runs the function of a test, benchmark or fuzz target.
func inTestGoroutine() bool {
	return engine.OnStack("testing.tRunner", "testing.(*B).runN", "testing.fRunner")
}
