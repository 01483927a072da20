package report

import (
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A Population counts goroutines, in all and by stack.
type Population struct {
	Goroutines int            // that are live
	ByStack    map[string]int // by what they do and who started them
}

// Difference shows what is there now against what was there at the baseline.
// The baseline is only counted, so before is what is there now and was not left
// behind, with the live count of the baseline; goroutines that have ended since
// are not in it.
func (r *Text) Difference(before Population, leaks []Leak, live int) {
	after := Population{Goroutines: live, ByStack: map[string]int{}}
	for stack, n := range before.ByStack {
		after.ByStack[stack] = n
	}
	for i := range leaks {
		after.ByStack[StackName(&leaks[i].Goroutine)]++
	}
	r.Line("goroutines before (-) and after (+), by stack; those that have ended since are not listed:")
	for line := range strings.Lines(plainDiff(before, after)) {
		r.Line("    %s", strings.TrimRight(line, "\n"))
	}
}

// plainDiff is cmp.Diff with plain spaces: go-cmp prints non-breaking ones at
// random so that nobody depends on its output.
func plainDiff(before, after Population) string {
	return strings.ReplaceAll(cmp.Diff(before, after), "\u00a0", " ")
}

// StackName names a stack in one line: where it stands and who started it.
func StackName(g *goroutine.Goroutine) string {
	at := "(no stack)"
	if i := source.Blocking(g.Stack); i >= 0 {
		at = fmt.Sprintf("%s at %s:%d", DisplayName(g.Stack[i].Function), source.DisplayPath(g.Stack[i].File), g.Stack[i].Line)
	}
	if g.CreatedBy == nil {
		return at
	}
	return fmt.Sprintf("%s, started by %s", at, DisplayName(g.CreatedBy.Function))
}
