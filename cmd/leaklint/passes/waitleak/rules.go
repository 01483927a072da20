package waitleak

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// inLoop finds a Wait in each round of the loop that starts the goroutines, for
// all of which something was added before the loop: the first round waits for
// goroutines of the second.
func (c *check) inLoop(g *group, wait op) (*defect, *decision.Reason) {
	l := loop.Innermost(loop.Of(wait.fn()), wait.call.Block())
	if l == nil {
		return nil, nil
	}
	if r := decision.First(
		decision.Condition{Reason: deferredWait, Holds: func() bool { return wait.deferred }},
		decision.Condition{Reason: someRounds, Holds: func() bool { return !eachRound(l, wait.call.Block()) }},
		decision.Condition{Reason: roundOfGo, Holds: func() bool { return len(g.of("Go")) > 0 }},
	); r != nil {
		return nil, r
	}
	added := g.of("Add")
	for _, add := range added {
		if addedInRound.Holds(add.fn() != wait.fn() || l.Contains(add.call.Block()) || !add.call.Block().Dominates(l.Header)) {
			return nil, addedInRound
		}
		if addedOne.Holds(add.n.Known && add.n.Const <= 1) {
			return nil, addedOne
		}
	}
	done := g.of("Done")
	for _, d := range done {
		sites := c.startedIn(wait.fn(), d.fn())
		if doneElsewhere.Holds(d.fn() == wait.fn() || len(sites) != 1 || !l.Contains(sites[0].Instr.Block())) {
			return nil, doneElsewhere
		}
		if doneOften.Holds(graph.InLoop(d.call.Block())) {
			return nil, doneOften
		}
	}
	if len(added) != 1 || len(done) != 1 {
		return nil, nil
	}
	return &defect{
		reason:  roundLeak,
		what:    fmt.Sprintf("waits for %s inside the loop that starts the goroutines it counts", g.name),
		harm:    "blocks forever when there are two",
		related: []analysis.RelatedInformation{{Pos: added[0].call.Pos(), Message: "all are added here"}},
	}, nil
}

// eachRound reports whether every round of the loop passes the block.
func eachRound(l *loop.Loop, b *ssa.BasicBlock) bool {
	for _, latch := range l.Header.Preds {
		if l.Contains(latch) && !b.Dominates(latch) {
			return false
		}
	}
	return true
}

// onItself finds a Wait in a goroutine that the group counts, and that says Done
// only when the wait is over.
func (c *check) onItself(g *group, wait op) (*defect, *decision.Reason) {
	counted := c.countsWaiter(g, wait)
	if counted == nil {
		return nil, nil
	}
	if deferredWait.Holds(wait.deferred) {
		return nil, deferredWait
	}
	fn := wait.fn()
	for _, d := range g.of("Done") {
		// Another goroutine may stand in for it, unless it has to wait first.
		if doneByAnother.Holds(!c.flows.Always(d.call, func(instr ssa.Instruction) bool {
			_, deferred := instr.(*ssa.Defer)
			return instr.Parent() == fn && (deferred || graph.Before(wait.call, instr))
		})) {
			return nil, doneByAnother
		}
	}
	if goCountsToo.Holds(counted.kind == "Add" && len(g.of("Go")) > 0) {
		return nil, goCountsToo
	}
	return &defect{
		reason:  itselfLeak,
		what:    fmt.Sprintf("waits for %s, which counts the goroutine itself", g.name),
		harm:    "blocks forever",
		related: []analysis.RelatedInformation{{Pos: counted.call.Pos(), Message: "it is counted here"}},
	}, nil
}

// countsWaiter returns what counts the goroutine that waits, or nil.
func (c *check) countsWaiter(g *group, wait op) *op {
	fn := wait.fn()
	if counted := c.countedByGo(g, fn); counted != nil && len(g.of("Done")) == 0 && len(g.of("Add")) == 0 {
		return counted
	}
	if len(g.of("Done")) == 0 {
		return nil
	}
	for _, site := range c.starts.Of(fn) {
		for _, add := range g.of("Add") {
			if add.fn() == site.Enclosing && graph.Before(add.call, site.Instr) {
				return &add
			}
		}
	}
	return nil
}

// countedByGo returns the call of Go that runs the function, or nil.
func (c *check) countedByGo(g *group, fn *ssa.Function) *op {
	for _, o := range g.of("Go") {
		site := c.starts.At(o.call)
		if site != nil && slices.ContainsFunc(site.Targets, func(t spawn.Target) bool { return t.Fn == fn }) {
			return &o
		}
	}
	return nil
}

// tooFew finds a Wait for more than is ever done.
func (c *check) tooFew(g *group, wait op) (*defect, *decision.Reason) {
	if len(g.of("Go")) > 0 && len(g.of("Add")) == 0 {
		return nil, nil
	}
	var added int64
	var last op
	for _, add := range g.of("Add") {
		once := graph.Contains(add.fn(), wait.fn())
		if !once || add.deferred || graph.InLoop(add.call.Block()) || !c.beforeWait(add, wait) {
			continue // one that may not be executed only makes it worse
		}
		if !add.n.Known {
			if countUnknown.Holds(len(g.of("Done")) > 0) {
				return nil, countUnknown
			}
			add.n.Const = 1 // some number; nothing is done at all
		}
		added, last = added+add.n.Const, add
	}
	if last.call == nil {
		return nil, nil
	}
	done, bounded := c.doneAtMost(g)
	if doneUnbounded.Holds(!bounded) {
		return nil, doneUnbounded
	}
	if doneEnough.Holds(done >= added) {
		return nil, doneEnough
	}
	d := &defect{
		reason:  fewLeak,
		what:    fmt.Sprintf("waits for %s, which is never done", g.name),
		harm:    "blocks forever",
		related: []analysis.RelatedInformation{{Pos: last.call.Pos(), Message: "it is added to here"}},
	}
	if done == 0 {
		d.deliberate = true
	} else {
		d.what = fmt.Sprintf("waits for %s, which counts %d and is done %s at most", g.name, added, times(done))
	}
	return d, nil
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// beforeWait reports whether the Add is certainly executed when the Wait is:
// before it in the same function, or before the literal that waits is made.
func (c *check) beforeWait(add, wait op) bool {
	if add.fn() == wait.fn() {
		return graph.Before(add.call, wait.call)
	}
	for f := wait.fn(); f.Parent() != nil; f = f.Parent() {
		if f.Parent() != add.fn() {
			continue
		}
		for _, ref := range *f.Referrers() {
			if made, ok := ref.(*ssa.MakeClosure); !ok || !graph.Before(add.call, made) {
				return false
			}
		}
		return true
	}
	return false
}

// doneAtMost returns how often Done is called at most for one use of the group,
// and whether there is a bound.
func (c *check) doneAtMost(g *group) (n int64, bounded bool) {
	for _, o := range append(g.of("Done"), g.of("Go")...) {
		times, ok := c.runsAtMost(g, o.call, 0)
		if !ok {
			return 0, false
		}
		if o.kind == "Done" { // Go adds by itself what it is done with
			n += times
		}
	}
	return n, true
}

// maxDepth bounds how far calls are followed back.
const maxDepth = 5

// runsAtMost returns how often the instruction is executed at most while the
// function that declares the group is executed once.
func (c *check) runsAtMost(g *group, instr ssa.Instruction, depth int) (int64, bool) {
	fn := instr.Parent()
	if depth > maxDepth || graph.InLoop(instr.Block()) {
		return 0, false
	}
	if g.declaredIn(fn) {
		return 1, true
	}
	runs := c.flows.Runs(fn)
	if !runs.All {
		return 0, false
	}
	var sum int64
	add := func(call ssa.CallInstruction) bool {
		if g.isParam(fn) && !g.isArg(call) {
			return true // it is called for another group
		}
		n, ok := c.runsAtMost(g, call, depth+1)
		sum += n
		return ok
	}
	for _, call := range runs.Calls {
		if !add(call) {
			return 0, false
		}
	}
	for _, site := range runs.Sites {
		if !add(site.Instr) {
			return 0, false
		}
	}
	return sum, true
}

// isParam reports whether the group is handed to fn as a parameter.
func (g *group) isParam(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return g.aliases[p] })
}

// isArg reports whether the call hands over the group.
func (g *group) isArg(call ssa.CallInstruction) bool {
	return slices.ContainsFunc(call.Common().Args, func(v ssa.Value) bool { return g.aliases[v] })
}

// declaredIn reports whether fn declares the group as a variable.
func (g *group) declaredIn(fn *ssa.Function) bool {
	for v := range g.aliases {
		if a, ok := v.(*ssa.Alloc); ok && a.Parent() == fn && isWaitGroup(a.Type()) {
			return true
		}
	}
	return false
}
