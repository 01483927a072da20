package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// maxFull is how many causes a report shows in full.
const maxFull = 5

// Body writes the groups of one owner: the causes in full, as long as there is
// room, what follows from them in one line each.
func (r *Text) Body(groups []*Group, showOwner bool) {
	for i, c := range causes(groups) {
		r.shown = append(append(r.shown, c.Group), c.follow...)
		if r.full >= maxFull {
			r.cut++
			r.Line("%s: %s", c.Position(), c.Sentence())
			continue
		}
		r.full++
		r.Line("%s: %s", c.Position(), c.Sentence())
		r.Details(c.Group, showOwner)
		from := "the first"
		if i > 0 {
			from = "the one at " + strings.TrimSuffix(c.Position(), ":1")
		}
		for _, g := range c.follow {
			how := "follows from"
			if g.Closer != "" && g.Closer == c.Closer {
				how = "ends with"
			}
			r.Line("%s: %s; %s %s", g.Position(), g.Sentence(), how, from)
			if g.Holds != "" {
				r.Line("    %s", g.Holds)
			}
		}
	}
}

// An Ending is what stands below the entries of a report.
type Ending struct {
	Package string // whose options are shown, "leaktest" or "goleak"
	Before  int    // goroutines at the baseline, 0 where they are not compared
	After   int
}

// End writes what holds for all groups of the report: how to ignore them, how to wait longer,
// where they are explained, and how many goroutines there were.
func (r *Text) End(e Ending) {
	if r.cut > 0 {
		r.Line("shown in full: %d of %d; go test -artifacts keeps all of them", r.full, r.full+r.cut)
	}
	r.Advice(r.shown, e.Package)
	if e.Package == "leaktest" && slices.ContainsFunc(r.shown, (*Group).maybeSlow) {
		r.Line("only slow? leaktest.MaxWait(d) waits longer")
	}
	if kinds := kindsOf(r.shown); len(kinds) > 0 {
		r.Line("explained by: leaklint help %s", strings.Join(kinds, ", leaklint help "))
	}
	if fault := source.Fault(); fault != "" {
		r.Line("leaktest met a fault of its own while it looked for hints, and some may be missing; please report it: %s", fault)
	}
	if e.Before > 0 {
		r.Line("%d goroutines before, %d after", e.Before, e.After)
	}
}

// maybeSlow reports whether goroutines may end by themselves later: those that
// run, sleep, or wait for the system.
func (g *Group) maybeSlow() bool {
	return !g.Leaked && (strings.HasPrefix(g.State, "run") || g.State == "sleep" || g.State == "syscall" || strings.HasPrefix(g.State, "IO wait"))
}

// maxKinds bounds the kinds that a report names.
const maxKinds = 4

func kindsOf(groups []*Group) []string {
	var kinds []string
	for _, g := range groups {
		if g.Kind != "" && !slices.Contains(kinds, g.Kind) && len(kinds) < maxKinds {
			kinds = append(kinds, g.Kind)
		}
	}
	return kinds
}

// begun returns the function by which the program started a group, and where:
// the one that holds the go statement, or that calls what does, as WaitGroup.Go.
func (g *Group) begun() (function, file string, line int) {
	if function, file, line, ok := g.startedBy(); ok {
		return function, file, line
	}
	return g.creator().Function, g.creator().File, g.creator().Line
}

// place writes a position.
func positionText(file string, line int) string {
	return fmt.Sprintf("%s:%d", source.DisplayPath(file), line)
}
