package condleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
)

// wait reports a Wait that may not return.
func (c *check) wait(cond *condition, wait *ssa.Call) {
	at, who := c.locks.Stand(wait.Parent(), wait.Pos())
	related := []analysis.RelatedInformation{{Pos: wait.Pos(), Message: "it waits here"}}
	name := cond.class.Short()
	switch {
	case len(cond.signals) == 0 && !cond.open:
		c.r.Report(report.Finding{
			Pos:     at,
			Message: fmt.Sprintf("%s waits for %s, which nobody signals, so it sleeps for ever", who, name),
			Related: related,
		})
	case len(cond.signals) > 0 && c.untested(wait):
		for _, s := range cond.signals {
			related = append(related, analysis.RelatedInformation{Pos: s.Pos(), Message: "a signal from here that comes before the wait is lost"})
		}
		c.r.Report(report.Finding{
			Pos:     at,
			Message: fmt.Sprintf("%s waits for %s without testing anything first, so it sleeps for ever when the signal has come before", who, name),
			Related: related,
		})
	}
}

// untested reports whether a function that locks and then waits tests nothing in
// between, so that it cannot know whether the signal was before it. A function
// that starts a goroutine under the lock knows: the signal is that goroutine's.
func (c *check) untested(wait *ssa.Call) bool {
	fn := wait.Parent()
	if graph.InLoop(wait.Block()) {
		return false
	}
	var asked ssa.Instruction
	for _, e := range c.locks.Events[fn] {
		if e.Instr != ssa.Instruction(wait) {
			continue
		}
		for _, h := range e.Held {
			asked = h.At
		}
	}
	if asked == nil && len(c.starts.Of(fn)) > 0 && wait.Block() == fn.Blocks[0] {
		return true // a goroutine that does not even have the lock
	}
	if asked == nil || !graph.Before(asked, wait) {
		return false
	}
	for _, site := range c.starts.Sites {
		if site.Enclosing == fn {
			return false
		}
	}
	// A test between the two ends the block of the lock, unless it only ends a
	// loop that is over before.
	return asked.Block() == wait.Block() && !callsBetween(asked, wait)
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
