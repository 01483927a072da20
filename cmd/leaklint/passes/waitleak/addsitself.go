package waitleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

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
			if site.Enclosing == wait.fn() && !wait.deferred && graph.Before(site.Instr, wait.call) &&
				c.countsItself(g, add) && !addedBefore(g, site) && !waitsFor(site, wait) {
				c.r.Report(report.Finding{
					Pos:      site.Pos(),
					Category: report.Advice,
					Message:  fmt.Sprintf("goroutine adds itself to %s, so %s may not wait for it and return before it has ended", g.name, source.FuncName(wait.fn())),
					Related: []analysis.RelatedInformation{
						{Pos: add.call.Pos(), Message: "it is added here, perhaps after the wait"},
						{Pos: wait.call.Pos(), Message: "this is the wait"},
					},
				})
			}
		}
	}
}

// countsItself reports whether the function of the Add calls Done too, and starts
// nothing in between for which it would have been added.
func (c *check) countsItself(g *group, add op) bool {
	for _, site := range c.starts.Sites {
		if site.Enclosing == add.fn() {
			return false
		}
	}
	for _, d := range g.of("Done") {
		if d.fn() == add.fn() {
			return true
		}
	}
	return false
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
