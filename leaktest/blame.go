package leaktest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// blamed remembers what was reported in the run, for its end.
var blamed blameBook

type blameBook struct {
	mu    sync.Mutex
	leaks map[knownLeak]*blame
}

// A blame is one distinct leak: how many goroutines, and of which tests.
type blame struct {
	knownLeak
	ids   map[uint64]bool
	tests []string
}

func (b *blameBook) Add(candidates []engine.Candidate) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.leaks == nil {
		b.leaks = make(map[knownLeak]*blame)
	}
	for i := range candidates {
		r := &candidates[i]
		k := knownOf(&r.Goroutine)
		if b.leaks[k] == nil {
			b.leaks[k] = &blame{knownLeak: k, ids: make(map[uint64]bool)}
		}
		b.leaks[k].ids[r.ID] = true
		if test := engine.OwnerName(r.OwnerID); test != "" && !slices.Contains(b.leaks[k].tests, test) {
			b.leaks[k].tests = append(b.leaks[k].tests, test)
		}
	}
}

// manyTests is the number of failed tests from which on the end of a run lists what
// they have in common.
const manyTests = 3

const (
	shownBlames = 30 // distinct leaks in the list
	shownTests  = 3  // by name, of each
)

// overview lists the distinct leaks of a run that failed in many tests, the most
// frequent first, and the lines that would make them known; "" for few tests.
func (b *blameBook) overview() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	tests := make(map[string]bool)
	goroutines := 0
	var all []*blame
	for _, l := range b.leaks {
		all = append(all, l)
		goroutines += len(l.ids)
		for _, t := range l.tests {
			tests[t] = true
		}
	}
	if len(tests) < manyTests {
		return ""
	}
	slices.SortFunc(all, func(a, b *blame) int {
		return cmp.Or(cmp.Compare(len(b.ids), len(a.ids)), strings.Compare(a.String(), b.String()))
	})
	r := &report.Text{}
	r.Line("leaktest: in all %s of %s, left by %s:", report.Plural(goroutines, "goroutine"), report.Plural(len(all), "distinct leak"), report.Plural(len(tests), "test"))
	r.Indent = "  "
	shown := all[:min(len(all), shownBlames)]
	for _, l := range shown {
		r.Line("%d started by %s, in %s%s", len(l.ids), report.DisplayName(orDash(l.creator)), report.DisplayName(orDash(l.function)), l.by())
	}
	if len(all) > len(shown) {
		r.Line("and %s more", report.Plural(len(all)-len(shown), "distinct leak"))
	}
	r.Indent = ""
	r.Line("a file with these lines makes them known, leaktest.Known(\"leaks.txt\") tolerates them, LEAKTEST_UPDATE=1 go test writes it:")
	r.Indent = "  "
	for _, l := range shown {
		r.Line("%s", l.knownLeak)
	}
	return r.String() + "\n"
}

// by names the tests of a leak.
func (l *blame) by() string {
	if len(l.tests) == 0 {
		return ""
	}
	shown := l.tests[:min(len(l.tests), shownTests)]
	s := ": " + strings.Join(shown, ", ")
	if more := len(l.tests) - len(shown); more > 0 {
		s += fmt.Sprintf(" and %d more", more)
	}
	return s
}
