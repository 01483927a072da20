package leaktest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// Find returns the goroutines that are left behind in the process, one Leak for
// each, in the order of their numbers; nil when there are none. It is
// the engine without a test: what counts is every goroutine but the calling one,
// the process's first, those that run tests, and the one of package os/signal.
// [IgnoreCurrent] makes what runs at some moment the baseline.
//
// It waits for goroutines that are on their way out as [Check] does. It panics
// when an option is misused, and says how.
func Find(opts ...Option) []Leak {
	s := engine.Search{Settings: newSettings(opts)}
	if len(s.Misuse) > 0 {
		panic("leaktest: " + strings.Join(s.Misuse, "; "))
	}
	s.Scope = &engine.ProcessScope{Self: goroutine.Current().ID}
	v := s.Find(time.Time{})
	if len(v.Candidates) == 0 {
		return nil
	}
	sortByNumber(v.Candidates)
	return leaksOf(v.Candidates)
}

// sortByNumber puts candidates into the order of their numbers, which is nearly that in
// which they were started: each processor gives out numbers of its own.
func sortByNumber(candidates []engine.Candidate) {
	slices.SortFunc(candidates, func(a, b engine.Candidate) int { return cmp.Compare(a.ID, b.ID) })
}
