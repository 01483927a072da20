package condleak

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// wait reports a Wait that may not return.
func (c *check) wait(cond *condition, wait *ssa.Call, o *decision.Obligation) {
	at, who := c.locks.Stand(wait.Parent(), wait.Pos())
	related := []analysis.RelatedInformation{{Pos: wait.Pos(), Message: "it waits here"}}
	name := cond.class.Short()
	if len(cond.signals) == 0 {
		if o.Settled(signaledElse, cond.open) {
			return
		}
		o.Settle(nobodySignals)
		c.r.Report(report.Finding{
			Pos:     at,
			Message: fmt.Sprintf("%s waits for %s, which nobody signals, so it sleeps forever", who, name),
			Related: related,
		})
		return
	}
	if r := c.tested(wait); r != nil {
		o.Settle(r)
		return
	}
	o.Settle(signalLost)
	for _, s := range cond.signals {
		related = append(related, analysis.RelatedInformation{Pos: s.Pos(), Message: "a signal from here that comes before the wait is lost"})
	}
	c.r.Report(report.Finding{
		Pos:     at,
		Message: fmt.Sprintf("%s waits for %s without testing anything first, so it sleeps forever when the signal has come before", who, name),
		Related: related,
	})
}

// tested returns why a function that locks and then waits may know whether the
// signal was before it: it tests something in between. One that tests nothing cannot
// know; but one that starts a goroutine under the lock does: the signal is that
// goroutine's.
func (c *check) tested(wait *ssa.Call) *decision.Reason {
	fn := wait.Parent()
	if testedInLoop.Holds(graph.InLoop(wait.Block())) {
		return testedInLoop
	}
	asked := c.lockBefore(wait)
	if asked == nil {
		// A goroutine that does not even have the lock cannot have tested under it.
		if withoutLock.Holds(len(c.starts.Of(fn)) == 0 || wait.Block() != fn.Blocks[0]) {
			return withoutLock
		}
		return nil
	}
	return decision.First(
		decision.Condition{Reason: startsSignaler, Holds: func() bool { return c.startsIn(fn) }},
		// A test between the two ends the block of the lock, unless it only ends a
		// loop that is over before.
		decision.Condition{Reason: testedFirst, Holds: func() bool { return asked.Block() != wait.Block() }},
		decision.Condition{Reason: calledFirst, Holds: func() bool { return asked.Block() == wait.Block() && callsBetween(asked, wait) }},
	)
}

// lockBefore returns what has acquired a lock that is held at the wait, or nil.
func (c *check) lockBefore(wait *ssa.Call) (asked ssa.Instruction) {
	for _, e := range c.locks.Events[wait.Parent()] {
		if e.Instr != ssa.Instruction(wait) {
			continue
		}
		for _, h := range e.Held {
			asked = h.At
		}
	}
	return asked
}

// startsIn reports whether the function starts a goroutine.
func (c *check) startsIn(fn *ssa.Function) bool {
	return slices.ContainsFunc(c.starts.Sites, func(site *spawn.Site) bool { return site.Enclosing == fn })
}

// callsBetween reports whether something is called between the two: it may start
// what signals.
func callsBetween(from, to ssa.Instruction) bool {
	instrs := from.Block().Instrs
	for _, instr := range instrs[graph.Index(from)+1 : graph.Index(to)] {
		if _, ok := instr.(*ssa.Call); ok {
			return true
		}
	}
	return false
}
