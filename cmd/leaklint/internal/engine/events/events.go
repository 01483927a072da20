// Package events says what instructions and edges do with a channel.
//
// An operation of a select stands on the edge on which its case begins, and what
// v, ok := <-ch tells stands on the edge that ok decides: where ok is false the
// channel is closed and empty. So a walk needs no rule for either.
package events

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
)

// Drained is the kind of an edge on which the channel is known to be closed and
// empty, beside the kinds of package channel.
const Drained channel.OpKind = -1

// An Event is one thing that happens to a channel.
type Event struct {
	*channel.Op
	Kind channel.OpKind
}

// At returns what an instruction does with the channel; not what a goroutine does
// that it starts, and not what only one case of a select does.
func At(c *channel.Channel, instr ssa.Instruction) (events []Event) {
	for _, op := range c.At(instr) {
		if op.State < 0 && !op.Starts() {
			events = append(events, Event{op, op.Kind})
		}
	}
	return events
}

// On returns what happens on the edge to successor i of the block.
func On(c *channel.Channel, b *ssa.BasicBlock, i int) (events []Event) {
	if sel, n := Case(b, i); sel != nil {
		for _, op := range c.At(sel) {
			if op.State == n {
				events = append(events, Event{Op: op, Kind: op.Kind})
			}
		}
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return events
	}
	cond, closed := branch.Cond, 1
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, closed = not.X, 0
	}
	if e, ok := cond.(*ssa.Extract); ok && e.Index == 1 && i == closed {
		for _, op := range c.At(e.Tuple.(ssa.Instruction)) {
			if op.Kind == channel.Recv {
				events = append(events, Event{Op: op, Kind: Drained})
			}
		}
	}
	return events
}

// Case returns the select of which successor i of the block begins a case, and the
// case's number; nil if it begins none.
func Case(b *ssa.BasicBlock, i int) (*ssa.Select, int) {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || i != 0 {
		return nil, 0
	}
	return channel.CaseAt(branch)
}

// Times returns how often an operation is done when its instruction is executed.
func Times(op *channel.Op) paths.Count {
	if op.Many {
		return paths.Count{Const: paths.Many}
	}
	return paths.Count{Const: 1}
}
