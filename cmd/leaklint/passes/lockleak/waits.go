package lockleak

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// waits reports channel operations that a goroutine does while it holds a lock
// which all who could answer ask for first.
func (c *check) waits() {
	for _, ch := range c.channels.All {
		for _, op := range ch.Ops {
			if op.Kind == channel.Close {
				continue
			}
			c.r.At(op.Pos)
			for _, h := range c.heldAt(op.Instr) {
				if c.deadlock(ch, op, h) {
					break
				}
			}
		}
	}
}

// deadlock reports the operation if everybody who could answer it asks for the
// lock, which the goroutine holds, first.
func (c *check) deadlock(ch *channel.Channel, op *channel.Op, lock held.Held) bool {
	site, _ := c.locks.Stand(op.Fn(), op.Pos)
	o := c.open(site, op.Pos, lock.Lock)
	o.By = lock.At.Pos()
	if r := cmp.Or(c.waitsFreely(ch, op), c.hasRoom(ch, op, lock)); r != nil {
		o.Settle(r)
		return false
	}
	c.blocked = op
	defer func() { c.blocked = nil }()
	answers, needs, r := c.allNeed(ch, op, lock, 0)
	if r == nil && otherCase.Holds(!c.othersToo(op, lock)) {
		r = otherCase
	}
	if r == nil {
		o.Settle(waitsLocked)
		c.report(ch, op, lock, answers, needs, "first")
		return true
	}
	if r == answeredFreely {
		if answers, needs = c.allLeave(ch, op, lock); len(answers) > 0 {
			o.Settle(leavesLocked)
			c.report(ch, op, lock, answers, needs, "when it leaves")
			return true
		}
	}
	o.Settle(r)
	return false
}

// waitsFreely returns why the operation is no wait that is looked at, or nil.
func (c *check) waitsFreely(ch *channel.Channel, op *channel.Op) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: waitEscapes, Holds: ch.Escapes},
		decision.Condition{Reason: waitReturned, Holds: func() bool { return len(ch.Flow.Returned) > 0 }},
		decision.Condition{Reason: waitHasWayOut, Holds: func() bool { return !op.Alone && !c.lastCase(op) }},
		decision.Condition{Reason: waitBeyond, Holds: func() bool { return op.Place.File != "" }},
		decision.Condition{Reason: waitUnknownRoom, Holds: func() bool { return op.Kind == channel.Send && !ch.Cap.Known }},
	)
}

// hasRoom returns why the operation does not wait under the lock, or nil.
func (c *check) hasRoom(ch *channel.Channel, op *channel.Op, lock held.Held) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: waitUnknown, Holds: func() bool { return !lock.Class.Known() }},
		decision.Condition{Reason: waitTried, Holds: func() bool { return c.locks.Tried[lock.Class] }},
		decision.Condition{Reason: waitRoom, Holds: func() bool { return op.Kind == channel.Send && ch.Cap.Const > 0 && !c.fills(ch, op) }},
		decision.Condition{Reason: waitFlagged, Holds: func() bool { return ch.Cap.Const > 0 && behindFlag(op.Instr) }},
	)
}

// lastCase reports whether the operation is the last case of a select that waits,
// whose other cases have been looked at before.
func (c *check) lastCase(op *channel.Op) bool {
	sel, ok := op.Instr.(*ssa.Select)
	return ok && sel.Blocking && op.State == len(sel.States)-1
}

// othersToo reports whether the other cases of a select wait for the lock as well.
func (c *check) othersToo(op *channel.Op, lock held.Held) bool {
	sel, ok := op.Instr.(*ssa.Select)
	if !ok {
		return true
	}
	for i, state := range sel.States {
		if i == op.State {
			continue
		}
		stuck := false
		for _, ch := range c.channels.Of(state.Chan) {
			if ch.Escapes() || len(ch.Flow.Returned) > 0 || len(c.channels.Of(state.Chan)) > 1 {
				return false
			}
			for _, other := range ch.At(sel) {
				if other.State == i {
					_, _, free := c.allNeed(ch, other, lock, 0)
					stuck = free == nil
				}
			}
		}
		if !stuck {
			return false
		}
	}
	return true
}

// fills reports whether a send may be done as often as the buffer has room and
// once more: it is in a loop, in a function that others call as often as they
// like, or in many goroutines; and it is always on the same channel.
func (c *check) fills(ch *channel.Channel, op *channel.Op) bool {
	if c.brought(op.Value) {
		return false
	}
	if graph.InLoop(op.Instr.Block()) {
		return true
	}
	if ch.Make.Parent() == op.Fn() {
		return false // each call makes another one
	}
	if _, all := c.origins.Calls(op.Fn()); !all && op.Fn().Parent() == nil {
		return true
	}
	for _, site := range c.origins.StartsOf(op.Fn()) {
		if site.InLoop() {
			return true
		}
	}
	return false
}

// brought reports whether the channel comes with an object that is another one each
// time, here or where a caller has it from.
func (c *check) brought(ch ssa.Value) bool {
	if variable.Brought(ch) {
		return true
	}
	p, ok := variable.Base(ch).(*ssa.Parameter)
	if !ok {
		return false
	}
	i := slices.Index(p.Parent().Params, p)
	calls, _ := c.origins.Calls(p.Parent())
	return slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
		args := call.Common().Args
		return i < len(args) && variable.Brought(args[i])
	})
}

// report reports the operation, and when those who answer ask for the lock.
func (c *check) report(ch *channel.Channel, op *channel.Op, lock held.Held, answers []*channel.Op, needs []need, when string) {
	name := lock.Path.Name()
	verb, answer := "sends to", "receives"
	if op.Kind == channel.Recv {
		verb, answer = "receives from", "sends or closes"
	}
	story := []analysis.RelatedInformation{
		related(lock.At.Pos(), name+" is locked here"),
		related(op.Pos, "the goroutine waits here"),
	}
	for i, n := range needs {
		story = append(story, related(n.at.Pos(), "who could answer asks for the lock here"))
		if when == "first" {
			story = append(story, related(answers[i].Pos, "before it gets here"))
		} else {
			story = append(story, related(answers[i].Pos, "when it has left this select"))
		}
	}
	at, who := c.locks.Stand(op.Fn(), op.Pos)
	c.r.Report(report.Finding{
		Pos: at,
		Message: fmt.Sprintf("%s %s %s while it holds %s, which whoever %s asks for %s, so both block forever%s",
			who, verb, ch.Name(), name, answer, when, c.writerOf(lock, needs...)),
		Related: story,
	})
}

// startedAfter reports whether the goroutine of the operation is started, by the
// function that asks for the lock, only when it has had it.
func (c *check) startedAfter(op *channel.Op, n need) bool {
	if n.holds {
		return false
	}
	for _, site := range c.origins.StartsOf(op.Fn()) {
		if site.Enclosing == n.at.Parent() && !before(site.Instr, n.at) {
			return true
		}
	}
	return op.Fn() == n.at.Parent() || op.Pos == token.NoPos
}
