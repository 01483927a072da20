package goleak

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// A scope says which goroutines a check counts: all of them, as in the original,
// but not those of tests that are still running beside it, which the original
// takes for leaks.
type scope struct {
	self     goroutine.Self
	test     string // its name, "" where nobody knows
	parallel bool   // it runs beside others

	runners []uint64        // goroutines that run tests, of the dump at hand
	beside  []uint64        // those that run tests other than this one and its parents
	whose   map[uint64]tree // by goroutine, where it can be told
	unknown int             // goroutines that may be anybody's, and were left out
}

// A tree is what one side has started, directly or indirectly.
type tree int

const (
	foreign tree = iota + 1 // started by a test that is still running beside this one
	own                     // started by the goroutine that checks
)

// newScope is the scope of the calling goroutine, and of t where that is a test
// of package testing.
func newScope(t TestingT) *scope {
	s := &scope{self: goroutine.Current(), parallel: isParallel(t)}
	if n, ok := t.(interface{ Name() string }); ok {
		s.test = n.Name()
	}
	return s
}

// Begin finds out who else runs a test. Without such tests nothing has to be
// told apart.
func (s *scope) Begin(dump []byte) {
	s.runners, s.beside, s.whose, s.unknown = s.runners[:0], s.beside[:0], nil, 0
	for rec := range goroutine.Records(dump) {
		if s.isRunner(rec) {
			s.runners = append(s.runners, rec.ID())
		}
	}
	line := engine.Lineage(dump, s.self.ID)
	for _, id := range s.runners {
		if !slices.Contains(line, id) {
			s.beside = append(s.beside, id)
		}
	}
	if s.parallel || len(s.beside) > 0 {
		s.attribute(dump, line)
	}
}

// isRunner reports whether a goroutine runs a test. Beside a test that does not
// run in parallel the others wait; one that moves has signaled the end of its
// test and has only to return. Should it have been about to wait, the settling
// looks again.
func (s *scope) isRunner(rec goroutine.Record) bool {
	if state := rec.State(); !s.parallel && rec.ID() != s.self.ID && bytes.HasPrefix(state, []byte("run")) {
		return false
	}
	creator := rec.CreatedBy()
	return engine.RunsTests(creator)
}

// attribute follows the go statements from the goroutines that run tests. What
// a parallel subtest's parents have started is theirs: they wait for it.
func (s *scope) attribute(dump []byte, line []uint64) {
	s.whose = map[uint64]tree{s.self.ID: own}
	for _, id := range s.beside {
		s.whose[id] = foreign
	}
	if s.parallel {
		for _, id := range line[1:] {
			s.whose[id] = foreign
		}
	}
	engine.Descend(dump, func(rec goroutine.Record) bool {
		whose := s.whose[rec.ParentID()]
		if whose == 0 || s.whose[rec.ID()] != 0 {
			return false
		}
		s.whose[rec.ID()] = whose
		return true
	})
}

// Takes reports whether a goroutine counts. In a synctest bubble what counts is
// the bubble: time stands still for what is outside. In a test that runs in
// parallel a goroutine whose owner is known is the owner's, and one that cannot
// be attributed is blamed on the last one that is running.
func (s *scope) Takes(rec goroutine.Record, owner string, runner uint64) bool {
	switch {
	case isTraceReader(rec), s.self.Bubble != 0 && rec.Parse().Bubble != s.self.Bubble:
		return false
	case s.whose[rec.ID()] != 0:
		return s.whose[rec.ID()] == own
	case runner != 0 && slices.Contains(s.beside, runner):
		return false
	case !s.parallel:
		return true
	case owner != "" && topLevel(owner) != topLevel(s.test):
		return false
	case owner != "" && !strings.Contains(s.test, "/"):
		return true
	case len(s.beside) == 0:
		return true
	}
	s.unknown++
	return false
}

// isTraceReader reports whether a goroutine writes an execution trace, whoever
// started the trace.
func isTraceReader(rec goroutine.Record) bool {
	return bytes.Contains(rec.Text(), []byte("\nruntime.ReadTrace("))
}

// topLevel returns the name of the test that a subtest, or an owner's id, is of.
func topLevel(name string) string {
	if i := strings.LastIndexByte(name, '#'); i >= 0 {
		name = name[:i]
	}
	top, _, _ := strings.Cut(name, "/")
	return top
}

// isParallel reports whether t, or a test that it is a subtest of, has called
// Parallel. There is no method for this, so the unexported field of *testing.T
// is read (the same in Go 1.26 and 1.27); where it is not as expected, the
// answer is no.
func isParallel(t TestingT) bool {
	std, ok := t.(*testing.T)
	if !ok || std == nil {
		return false
	}
	for c := reflect.ValueOf(std).Elem(); c.IsValid(); {
		if f := c.FieldByName("isParallel"); f.IsValid() && f.Kind() == reflect.Bool && f.Bool() {
			return true
		}
		parent := c.FieldByName("parent")
		if !parent.IsValid() || parent.Kind() != reflect.Pointer {
			return false
		}
		c = parent.Elem()
	}
	return false
}
