package waitleak

import (
	"cmp"
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// closedLater finds a Wait for a goroutine that ranges over a channel which is
// closed only when the Wait is over: each of the two waits for the other.
func (c *check) closedLater(g *group, wait op) (*defect, *decision.Reason) {
	var quiet *decision.Reason
	for _, ch := range c.channels.All {
		r := c.countedRange(g, ch)
		if r == nil {
			continue
		}
		if deferredWait.Holds(wait.deferred) {
			return nil, deferredWait
		}
		last, reason := closedAfter(ch, wait)
		if last == nil {
			quiet = cmp.Or(quiet, reason)
			continue
		}
		return &defect{
			reason: closeLeak,
			what:   fmt.Sprintf("waits for %s before it closes %s, over which a goroutine ranges that %s counts", g.name, source.ChannelName(c.pass, ch.Make), g.name),
			harm:   "blocks forever",
			related: []analysis.RelatedInformation{
				{Pos: r.Pos, Message: "this loop ends when the channel is closed"},
				{Pos: last.Pos, Message: "it is closed here, after Wait"},
			},
		}, nil
	}
	return nil, quiet
}

// countedRange returns a loop over the channel by a goroutine that the group counts,
// and that is done only when the loop ends; or nil.
func (c *check) countedRange(g *group, ch *channel.Channel) *channel.Op {
	for _, r := range ch.Ops {
		if r.Ranged && (g.doneOnlyAfter(r.Instr) || c.countedByGo(g, r.Fn()) != nil) {
			return r
		}
	}
	return nil
}

// closedAfter returns the last close of the channel if all of them come after the
// Wait, deferred ones included; or why they do not, where there are some.
func closedAfter(ch *channel.Channel, wait op) (last *channel.Op, quiet *decision.Reason) {
	if r := decision.First(
		decision.Condition{Reason: closeUnseen, Holds: ch.Escapes},
		decision.Condition{Reason: closeReturned, Holds: func() bool { return len(ch.Flow.Returned) > 0 }},
	); r != nil {
		return nil, r
	}
	for _, o := range ch.Ops {
		if o.Kind != channel.Close {
			continue
		}
		_, deferred := o.Instr.(*ssa.Defer)
		switch {
		case closeAnother.Holds(o.Fn() != wait.fn()):
			return nil, closeAnother
		case closeBefore.Holds(o.Fn() == wait.fn() && !deferred && !graph.Before(wait.call, o.Instr)):
			return nil, closeBefore
		}
		last = o
	}
	return last, nil
}

// doneOnlyAfter reports whether the function of the receive calls Done, and only
// when its loop is left or it ends. A Done in each round is one for each value, and
// needs no close.
func (g *group) doneOnlyAfter(instr ssa.Instruction) bool {
	own := false
	for _, d := range g.of("Done") {
		if d.fn() != instr.Parent() {
			continue
		}
		if !d.deferred && (!graph.Before(instr, d.call) || graph.Reaches(d.call.Block(), instr.Block())) {
			return false
		}
		own = true
	}
	return own
}
