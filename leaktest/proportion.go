package leaktest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// A stackKey is what goroutines have in common that are counted together: the
// whole stack, or only where they were started, for those that are seen now here
// and now there.
type stackKey struct {
	hash     uint64 // of the stack; 0 where only the start counts
	file     string // of the go statement
	line     int
	function string // that was started
	mine     bool   // started by the function under test, directly or below it
}

// A count is how many goroutines there were, by stack and by where they were
// started, with the candidates themselves.
type count map[stackKey][]*engine.Candidate

func countOf(candidates []engine.Candidate, runID string) count {
	c := make(count)
	for i := range candidates {
		r := &candidates[i]
		key := stackKey{mine: r.OwnerID == runID}
		if r.CreatedBy != nil {
			key.file, key.line = r.CreatedBy.File, r.CreatedBy.Line
		}
		if len(r.Stack) > 0 {
			key.function = r.Stack[len(r.Stack)-1].Function
		}
		c[key] = append(c[key], r)
		key.hash = r.Hash
		c[key] = append(c[key], r)
	}
	return c
}

// start returns the key without the stack.
func (k stackKey) start() stackKey {
	k.hash = 0
	return k
}

// A growth is a kind of goroutine whose number grew with the runs.
type growth struct {
	stackKey
	*report.Group
	steps []int // by how many, in each part of the runs
	runs  int
}

func (g *growth) total() int {
	sum := 0
	for _, n := range g.steps {
		sum += n
	}
	return sum
}

// growths returns what grew, what f itself started first. Goroutines are told
// apart by their whole stacks, and by their start alone where the stacks are not
// steady: a loop is seen now here and now there.
func (c *growthCheck) growths() []*growth {
	byStart := make(map[stackKey][]*growth)
	for key := range c.counts[len(c.counts)-1] {
		if g := c.growthOf(key); g != nil {
			byStart[key.start()] = append(byStart[key.start()], g)
		}
	}
	var found []*growth
	for start, growths := range byStart {
		steady := slices.ContainsFunc(growths, func(g *growth) bool { return g.hash != 0 && g.isExact(c.runs) })
		whole := slices.ContainsFunc(growths, func(g *growth) bool { return g.stackKey == start })
		for _, g := range growths {
			if (g.stackKey == start) == (whole && !steady) {
				found = append(found, g)
			}
		}
	}
	slices.SortFunc(found, func(a, b *growth) int {
		if a.mine != b.mine {
			if a.mine {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.total(), a.total()), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// isExact reports whether each run added the same whole number.
func (g *growth) isExact(runs []int) bool {
	for i, n := range g.steps {
		if n%runs[i] != 0 || n/runs[i] != g.steps[0]/runs[0] {
			return false
		}
	}
	return true
}

// growthOf returns the growth of one kind, or nil where it did not grow with the
// runs.
func (c *growthCheck) growthOf(key stackKey) *growth {
	g := &growth{stackKey: key}
	for i, runs := range c.runs {
		g.steps = append(g.steps, len(c.counts[i+1][key])-len(c.counts[i][key]))
		g.runs += runs
	}
	if !inProportion(g.steps, c.runs) {
		return nil
	}
	g.Group = newestGroup(c.counts[len(c.counts)-1][key], g.total())
	return g
}

// newestGroup returns the largest group of the goroutines that were started
// last.
func newestGroup(candidates []*engine.Candidate, n int) *report.Group {
	slices.SortFunc(candidates, func(a, b *engine.Candidate) int { return cmp.Compare(a.ID, b.ID) })
	var newest []engine.Candidate
	for _, r := range candidates[max(0, len(candidates)-n):] {
		newest = append(newest, *r)
	}
	groups := report.Groups(reported(newest))
	return slices.MaxFunc(groups, func(a, b *report.Group) int { return cmp.Compare(a.Count, b.Count) })
}

// inProportion reports whether numbers grew with the runs: in each part of them
// and, per run, by at least three quarters of what the first part added.
func inProportion(steps, runs []int) bool {
	for i, n := range steps {
		if n <= 0 || 4*n*runs[0] < 3*steps[0]*runs[i] {
			return false
		}
	}
	return true
}

// rate says by how many a number grew per run.
func rate(total, runs int) string {
	switch {
	case total == runs:
		return "one a run"
	case total%runs == 0:
		return fmt.Sprintf("%d a run", total/runs)
	case total > runs:
		return fmt.Sprintf("about %.1f a run", float64(total)/float64(runs))
	}
	return fmt.Sprintf("about one in %.1f runs", float64(runs)/float64(total))
}
