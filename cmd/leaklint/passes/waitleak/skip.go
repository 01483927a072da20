package waitleak

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// skipped finds goroutines that the group counts one by one and that may return
// without Done.
func (c *check) skipped(g *group, wait op) (*defect, *decision.Reason) {
	var quiet *decision.Reason
	for _, done := range g.of("Done") {
		sites, r := c.countedStarts(g, done)
		quiet = cmp.Or(quiet, r)
		for _, site := range sites {
			for _, t := range site.Targets {
				d := &defect{reason: skipLeak, harm: "may block forever", skipped: []*spawn.Site{site}}
				ret, r := c.returnWithout(g, t.Fn, 0)
				quiet = cmp.Or(quiet, r)
				if ret != nil {
					d.what = fmt.Sprintf("waits for %s, whose Done is skipped on a path of a goroutine that it counts", g.name)
					d.skip = "return"
					d.related = []analysis.RelatedInformation{{Pos: endless.ReturnPos(ret), Message: "nothing calls Done on the way to this return"}}
					return d, nil
				}
				at, r := c.panicWithout(g, t.Fn)
				quiet = cmp.Or(quiet, r)
				if at != nil {
					d.what = fmt.Sprintf("waits for %s, whose Done is skipped by a panic that a goroutine recovers from", g.name)
					d.skip = "recover from a panic"
					d.related = []analysis.RelatedInformation{{Pos: at.Pos(), Message: "it may panic here, and Done comes later"}}
					return d, nil
				}
			}
		}
	}
	return nil, quiet
}

// countedStarts returns the starts of the goroutine that calls Done for which
// something is added right where it is started: a Done for each goroutine, and
// not for each piece of work. Whoever adds in the goroutine itself, or calls Done
// in a loop, counts something else; quiet is why.
func (c *check) countedStarts(g *group, done op) (sites []*spawn.Site, quiet *decision.Reason) {
	if r := decision.First(
		decision.Condition{Reason: doneForWork, Holds: func() bool { return graph.InLoop(done.call.Block()) }},
		decision.Condition{Reason: doneHanded, Holds: func() bool { return c.handedOut(done.fn()) }},
	); r != nil {
		return nil, r
	}
	for _, site := range c.origins.StartsOf(done.fn()) {
		for _, add := range g.of("Add") {
			if add.fn() != site.Enclosing || !graph.Before(add.call, site.Instr) || add.fn() == done.fn() {
				continue
			}
			r := c.countsOther(g, add, site)
			if r == nil {
				sites = append(sites, site)
				break
			}
			quiet = cmp.Or(quiet, r)
		}
	}
	return sites, quiet
}

// countsOther returns why something that is added before a goroutine is started is
// not added for it, or nil.
func (c *check) countsOther(g *group, add op, site *spawn.Site) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: addedForWork, Holds: func() bool { return !graph.InLoop(site.Instr.Block()) && graph.InLoop(add.call.Block()) }},
		decision.Condition{Reason: doneByStarter, Holds: func() bool { return !onlyHere(g, site) }},
		decision.Condition{Reason: addedForOther, Holds: func() bool { return c.forEarlier(g, add, site) }},
	)
}

// forEarlier reports whether what is added is for other goroutines, which are
// started in between and call Done themselves.
func (c *check) forEarlier(g *group, add op, site *spawn.Site) bool {
	left := int64(1) // of a number that is not known, each may be for the others
	if add.n.Known {
		left = add.n.Const
	}
	seen := map[*spawn.Site]bool{site: true}
	for _, done := range g.of("Done") {
		for _, other := range c.starts.Of(done.fn()) {
			if seen[other] || other.Enclosing != site.Enclosing || !graph.Before(add.call, other.Instr) ||
				!graph.MayFollow(other.Instr, site.Instr) || graph.MayFollow(site.Instr, other.Instr) {
				continue
			}
			seen[other] = true
			if left--; left <= 0 || other.InLoop() {
				return true
			}
		}
	}
	return false
}

// handedOut reports whether the function is a literal that is an argument of
// something unknown, such as pprof.Do: whether that calls it is not known.
func (c *check) handedOut(fn *ssa.Function) bool {
	return fn.Parent() != nil && !c.flows.Runs(fn).All
}

// onlyHere reports whether the function that starts the goroutine does not call
// Done itself: on the way out for a goroutine that gave up, say.
func onlyHere(g *group, site *spawn.Site) bool {
	for _, o := range g.of("Done") {
		if o.fn() == site.Enclosing {
			return false
		}
	}
	return true
}

// returnWithout returns a return of fn that is reached without Done, by a call of
// it, a deferred one, or one in a function that is called; nil if there is none, and
// why, if conditions rule it out.
func (c *check) returnWithout(g *group, fn *ssa.Function, depth int) (*ssa.Return, *decision.Reason) {
	if len(fn.Blocks) == 0 || depth > maxDepth {
		return nil, nil
	}
	return c.search(g, nil, depth).First(fn, nil)
}

// search returns the search for a path without Done, from the instruction on.
func (c *check) search(g *group, from ssa.Instruction, depth int) *paths.Search {
	return &paths.Search{
		Table: c.memory.NewTable(), From: from, ReturnOf: c.traps.ReturnOf,
		Next:    func(b *ssa.BasicBlock) []*ssa.BasicBlock { return c.next(g, b) },
		Answers: func(instr ssa.Instruction) bool { return c.doneAt(g, instr, depth) },
		Inside: func(call ssa.CallInstruction) (targets []spawn.Target) {
			if c.starts.At(call) != nil {
				return nil
			}
			for _, t := range c.flows.Targets(call) {
				if c.mayBeDone(g, t.Fn) {
					targets = append(targets, t)
				}
			}
			return targets
		},
	}
}

// next returns the successors of the block, without the branch on which the
// group is nil.
func (c *check) next(g *group, b *ssa.BasicBlock) []*ssa.BasicBlock {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return c.traps.Next(b)
	}
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || !g.aliases[cmp.X] && !g.aliases[cmp.Y] {
		return c.traps.Next(b)
	}
	switch cmp.Op {
	case token.EQL:
		return b.Succs[1:]
	case token.NEQ:
		return b.Succs[:1]
	}
	return c.traps.Next(b)
}

// doneIn reports whether the block calls Done or defers it, or calls, defers or
// starts a function that does on all of its paths. A function that is not known
// to skip Done and gets to it somehow counts too.
func (c *check) doneIn(g *group, b *ssa.BasicBlock, depth int) bool {
	return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { return c.doneAt(g, instr, depth) })
}

// doneAt reports it of one instruction.
func (c *check) doneAt(g *group, instr ssa.Instruction, depth int) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	if o, ok := g.at(instr); ok && o.kind == "Done" {
		return true
	}
	for _, t := range c.targetsOf(call) {
		if !c.mayBeDone(g, t.Fn) {
			continue
		}
		if ret, _ := c.returnWithout(g, t.Fn, depth+1); ret == nil {
			return true
		}
	}
	return false
}

func (c *check) targetsOf(call ssa.CallInstruction) []spawn.Target {
	if site := c.starts.At(call); site != nil {
		return site.Targets
	}
	return c.flows.Targets(call)
}

// mayBeDone reports whether fn, or a literal in it, calls Done.
func (c *check) mayBeDone(g *group, fn *ssa.Function) bool {
	for _, o := range g.of("Done") {
		if graph.Contains(fn, o.fn()) {
			return true
		}
		for _, call := range c.flows.Runs(o.fn()).Calls {
			if call.Parent() == fn {
				return true
			}
		}
	}
	return false
}
