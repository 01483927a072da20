package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// thousands writes a number as 1,204.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural writes a number and its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// age says how long the goroutines of a group have waited.
func (g *group) age() string {
	short, long := int(g.shortest.Minutes()), int(g.longest.Minutes())
	switch {
	case long == 0:
		return ""
	case short == long:
		return " for " + plural(long, "minute")
	case short == 0:
		return " for up to " + plural(long, "minute")
	}
	return fmt.Sprintf(" for %s to %s", thousands(short), plural(long, "minute"))
}

// waits says what the goroutines of a group wait for, in the words of a
// leaktest report.
func (g *group) waits() string {
	switch {
	case g.proven == g.count && g.state == "":
		return "stuck forever" + g.age()
	case g.proven == g.count:
		return "stuck forever" + g.age() + " in " + leakkind.WaitsIn(g.kind, g.state)
	case g.writesCapture():
		return "writing this capture"
	case g.state == "running" || g.state == "runnable":
		return "running" + g.age()
	case g.state == "":
		return "" // as in a debug=1 capture
	}
	return "waiting" + g.age() + " in " + leakkind.WaitsIn(g.kind, g.state)
}

// sentence is the message of a group.
func (g *group) sentence() string {
	var b strings.Builder
	b.WriteString(plural(g.count, "goroutine"))
	if waits := g.waits(); waits != "" {
		b.WriteString(" " + waits)
	}
	b.WriteString(", " + g.runs())
	if g.split != "" {
		b.WriteString(", " + g.split)
	}
	switch {
	case g.proven == g.count && g.state != "":
		fmt.Fprintf(&b, ": %s (proven)", leakkind.ProvenBecause(g.kind, g.state))
	case g.proven == g.count:
		b.WriteString(" (proven)")
	case g.proven > 0:
		fmt.Fprintf(&b, "; %s of them proven stuck forever", thousands(g.proven))
	}
	b.WriteString(g.kindText())
	return b.String()
}

// kindText is the kind of a group in brackets. Without evidence it is what the group
// would be if it were a leak.
func (g *group) kindText() string {
	switch name := g.shownKind(); {
	case name == "":
		return ""
	case g.evidence() == "":
		return " (" + name + ", if it is a leak)"
	default:
		return " (" + name + ")"
	}
}

// shownKind is the kind of a group: the check of the finding that it is joined
// to, else what its state tells. It is "" for goroutines that nobody would call a
// leak: those that were running, those that only the standard library runs and
// starts, and main's own.
func (g *group) shownKind() string {
	if g.purpose != "" {
		return ""
	}
	if len(g.findings) > 0 && g.proven == 0 {
		return g.findings[0].Check
	}
	caught := g.state == "running" || g.state == "runnable" // says nothing of how it ends
	if (g.standard || caught || g.isMain() || g.writesCapture()) && g.proven == 0 {
		return ""
	}
	return g.kind
}

// isMain reports whether a group is the goroutine that runs main, whose end is
// the program's.
func (g *group) isMain() bool {
	return g.createdBy == nil && len(g.stack) > 0 && g.stack[len(g.stack)-1].Function == "main.main"
}

// writesCapture reports whether a group is the goroutine that was asked for the
// capture.
func (g *group) writesCapture() bool {
	return slices.ContainsFunc(g.stack, func(f goroutine.Frame) bool {
		return strings.HasPrefix(f.Function, "runtime/pprof.writeGoroutine") || f.Function == "runtime/pprof.writeRuntimeProfile"
	})
}

// runs names the function by which a group is known: the one of the program that
// blocks, or, in the standard library alone, the one that was started.
func (g *group) runs() string {
	switch f := g.blocking(); {
	case g.further:
		return "of further stacks"
	case f == nil:
		return "with no stack"
	case g.standard:
		return g.stack[len(g.stack)-1].DisplayName()
	default:
		return f.DisplayName()
	}
}
