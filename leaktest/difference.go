package leaktest

import (
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A population counts goroutines, in all and by stack.
type population struct {
	Goroutines int            // that are live
	ByStack    map[string]int // by what they do and who started them
}

// difference shows what is there now against what was there at the baseline.
// The baseline is only counted, so before is what is there now and was not left
// behind, with the live count of the baseline; goroutines that have ended since
// are not in it.
func (r *report) difference(born goroutine.Counts, v view) {
	before := population{Goroutines: int(born.Live), ByStack: v.bystanders}
	after := population{Goroutines: int(v.counts.Live), ByStack: map[string]int{}}
	for stack, n := range v.bystanders {
		after.ByStack[stack] = n
	}
	for i := range v.remnants {
		after.ByStack[stackName(&v.remnants[i].Goroutine)]++
	}
	r.line("goroutines before (-) and after (+), by stack; those that have ended since are not listed:")
	for line := range strings.Lines(plainDiff(before, after)) {
		r.line("    %s", strings.TrimRight(line, "\n"))
	}
}

// plainDiff is cmp.Diff with plain spaces: go-cmp prints non-breaking ones at
// random so that nobody depends on its output.
func plainDiff(before, after population) string {
	return strings.ReplaceAll(cmp.Diff(before, after), "\u00a0", " ")
}

// stackName names a stack in one line: where it stands and who started it.
func stackName(g *goroutine.Goroutine) string {
	at := "(no stack)"
	if i := blockingFrame(g.Stack); i >= 0 {
		at = fmt.Sprintf("%s at %s:%d", displayName(g.Stack[i].Function), displayPath(g.Stack[i].File), g.Stack[i].Line)
	}
	if g.CreatedBy == nil {
		return at
	}
	return fmt.Sprintf("%s, started by %s", at, displayName(g.CreatedBy.Function))
}

// testingGoroutines stands for the goroutines that run tests.
const testingGoroutines = "package testing and the functions that it runs"

// bystandersOf counts by stack the goroutines of a dump that a view does not
// hold. It parses one goroutine of each distinct stack.
func bystandersOf(dump []byte, v *view) map[string]int {
	left := make(map[uint64]bool, len(v.remnants))
	for i := range v.remnants {
		left[v.remnants[i].ID] = true
	}
	type kind struct {
		name  string
		count int
	}
	byHash := make(map[uint64]*kind)
	self, known := goroutine.Current().ID, 0
	for rec := range goroutine.Records(dump) {
		if left[rec.ID()] {
			continue
		}
		if rec.ID() == self || isKnown(rec) {
			known++
			continue
		}
		hash := rec.StackHash()
		if byHash[hash] == nil {
			g := rec.Parse()
			byHash[hash] = &kind{name: stackName(&g)}
		}
		byHash[hash].count++
	}
	byName := map[string]int{testingGoroutines: known}
	for _, k := range byHash {
		byName[k.name] += k.count
	}
	return byName
}
