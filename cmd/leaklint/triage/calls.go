package triage

import (
	"fmt"
	"slices"
	"strings"
)

const shownCalls = 4 // of the program's own, beyond the one that blocks

// calls shows the rest of a stack: the program's own calls by name, the standard
// library's by package and number.
func (v *view) calls(g *group) string {
	var own, folded []string
	standard, more := 0, 0
	for i, f := range g.stack {
		switch {
		case i == g.at:
		case v.who.isStandard(f):
			standard++
			if p := f.Package(); !slices.Contains(folded, p) {
				folded = append(folded, p)
			}
		case len(own) < shownCalls:
			own = append(own, fmt.Sprintf("%s at %s", f.DisplayName(), v.module.place(f)))
		default:
			more++
		}
	}
	var parts []string
	if len(own) > 0 {
		parts = append(parts, "called by "+strings.Join(own, ", "))
	}
	if more > 0 {
		parts = append(parts, fmt.Sprintf("and %s", plural(more, "more call")))
	}
	if standard > 0 {
		slices.Sort(folded)
		parts = append(parts, fmt.Sprintf("+%s of %s", plural(standard, "frame"), strings.Join(folded, ", ")))
	}
	if g.elided > 0 {
		parts = append(parts, fmt.Sprintf("%s elided by the runtime", plural(g.elided, "frame")))
	}
	return strings.Join(parts, "; ")
}
