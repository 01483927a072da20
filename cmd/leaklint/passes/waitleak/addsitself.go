package waitleak

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// addsItself advises against an Add in the goroutine that it counts: Wait may look
// at the counter before. This is a race in which nobody blocks. The goroutine
// outlives the Wait, and ends when its work does: a leak it is only if something
// else holds it, which other checks look at.
func (c *check) addsItself(g *group, wait op) {
	for _, add := range g.of("Add") {
		if !add.n.Known || add.n.Const != 1 || add.deferred {
			continue
		}
		for _, site := range c.starts.Of(add.fn()) {
			if site.Enclosing == wait.fn() && !wait.deferred && graph.Before(site.Instr, wait.call) {
				c.addsLate(g, site, add, wait)
			}
		}
	}
}

// addsLate advises against an Add in the goroutine of the site, unless it is for
// something else.
func (c *check) addsLate(g *group, site *spawn.Site, add, wait op) {
	o := c.open(site.Pos(), add.call.Pos(), g)
	o.By = wait.call.Pos()
	if r := c.addsInTime(g, site, add, wait); r != nil {
		o.Settle(r)
		return
	}
	category := report.Leak
	if o.Settled(addsLate, true) {
		category = report.Advice
	}
	o.Settle(lateLeak)
	c.r.Report(report.Finding{
		Pos:      site.Pos(),
		Category: category,
		Message:  fmt.Sprintf("goroutine adds itself to %s, so %s may not wait for it and return before it has ended", g.name, source.FuncName(wait.fn())),
		Related: []analysis.RelatedInformation{
			{Pos: add.call.Pos(), Message: "it is added here, perhaps after the wait"},
			{Pos: wait.call.Pos(), Message: "this is the wait"},
		},
	})
}

// addsInTime returns why the Add in a goroutine does not come too late, or nil. It
// counts the goroutine if its function calls Done too, and starts nothing in between
// for which it would have been added.
func (c *check) addsInTime(g *group, site *spawn.Site, add, wait op) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: addsForStarted, Holds: func() bool {
			return slices.ContainsFunc(c.starts.Sites, func(other *spawn.Site) bool { return other.Enclosing == add.fn() })
		}},
		decision.Condition{Reason: addsForAnother, Holds: func() bool {
			return !slices.ContainsFunc(g.of("Done"), func(done op) bool { return done.fn() == add.fn() })
		}},
		decision.Condition{Reason: starterAdds, Holds: func() bool { return addedBefore(g, site) }},
		decision.Condition{Reason: starterWaits, Holds: func() bool { return waitsFor(site, wait) }},
	)
}

// addedBefore reports whether the function that starts the goroutine adds to the
// group itself.
func addedBefore(g *group, site *spawn.Site) bool {
	for _, kind := range []string{"Add", "Go"} {
		for _, o := range g.of(kind) {
			if o.fn() == site.Enclosing {
				return true
			}
		}
	}
	return false
}

// waitsFor reports whether there is a receive or a lock between the start and the
// wait, by which the goroutine may say that it has begun.
func waitsFor(site *spawn.Site, wait op) bool {
	for _, b := range site.Enclosing.Blocks {
		for _, instr := range b.Instrs {
			if !syncs(instr) || instr == ssa.Instruction(wait.call) {
				continue
			}
			if after := graph.Before(site.Instr, instr) || graph.Reaches(site.Instr.Block(), b); after {
				return true
			}
		}
	}
	return false
}

func syncs(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Select, *ssa.Send:
		return true
	case *ssa.UnOp:
		return instr.Op.String() == "<-"
	case *ssa.Call:
		callee := instr.Common().StaticCallee()
		return callee != nil && callee.Pkg != nil && (callee.Pkg.Pkg.Path() == "sync" || callee.Pkg.Pkg.Path() == "time")
	}
	return false
}
