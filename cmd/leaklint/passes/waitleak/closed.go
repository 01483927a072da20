package waitleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// closedLater finds a Wait for a goroutine that ranges over a channel which is
// closed only when the Wait is over: each of the two waits for the other.
func (c *check) closedLater(g *group, wait op) *defect {
	if wait.deferred {
		return nil // the order of deferred calls decides
	}
	for _, ch := range c.channels.All {
		last := closedAfter(ch, wait)
		if last == nil {
			continue
		}
		for _, r := range ch.Ops {
			if r.Ranged && (g.doneOnlyAfter(r.Instr) || c.countedByGo(g, r.Fn()) != nil) {
				return &defect{
					what: fmt.Sprintf("waits for %s before it closes %s, over which a goroutine ranges that %s counts", g.name, source.ChannelName(c.pass, ch.Make), g.name),
					harm: "blocks for ever",
					related: []analysis.RelatedInformation{
						{Pos: r.Pos, Message: "this loop ends when the channel is closed"},
						{Pos: last.Pos, Message: "it is closed here, after Wait"},
					},
				}
			}
		}
	}
	return nil
}

// closedAfter returns the last close of the channel if all of them come after the
// Wait, deferred ones included; nil if not, or if others may close it.
func closedAfter(ch *channel.Channel, wait op) *channel.Op {
	if ch.Escapes() || len(ch.Flow.Returned) > 0 {
		return nil
	}
	var last *channel.Op
	for _, o := range ch.Ops {
		if o.Kind != channel.Close {
			continue
		}
		_, deferred := o.Instr.(*ssa.Defer)
		if o.Fn() != wait.fn() || !deferred && !graph.Before(wait.call, o.Instr) {
			return nil
		}
		last = o
	}
	return last
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
