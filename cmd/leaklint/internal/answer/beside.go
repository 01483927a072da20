package answer

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// beside reports whether one value is the channel of the question and the other one that
// was made with it, and both belong to one conversation: two variables, or two fields of
// one object. Two goroutines that talk over such a pair talk with each other.
//
// Its limit: that the object is another one at the second operation, since a variable was
// set in between, is not seen.
func (q *question) beside(message, own ssa.Value) bool {
	messages := q.channels.Of(message)
	if len(messages) != 1 || messages[0] == q.channel || messages[0].Make.Block() != q.channel.Make.Block() {
		return false
	}
	field, object := heap.FieldBehind(message)
	ownField, ownObject := heap.FieldBehind(own)
	if field == nil || ownField == nil {
		return field == ownField && len(messages[0].Flow.Fields) == 0 && len(q.channel.Flow.Fields) == 0
	}
	return heap.PathOf(object) == heap.PathOf(ownObject)
}

// once reports whether the handover stands for the one operation: it is made again before
// the operation is, and not because the channel of the messages was closed.
func (q *question) once(h handover, op *channel.Op) bool {
	fn := op.Fn()
	if h.instr.Parent() != fn {
		return false
	}
	if around := loop.Innermost(q.index.Loops.Of(fn), op.Instr.Block()); around != nil && !around.Contains(h.instr.Block()) {
		return false
	}
	for _, other := range q.channel.Ops {
		if other != op && other.Kind == op.Kind && other.Fn() == fn && h.instr.Block().Dominates(other.Instr.Block()) {
			return false
		}
	}
	messages := q.channels.Of(h.on)
	return h.kind == channel.Send || len(messages) == 1 && !messages[0].Has(channel.Close) || ifOpen(h, op.Instr.Block())
}

// ifOpen reports whether the block is entered only where the receive got a message: its
// second result is true there.
func ifOpen(h handover, b *ssa.BasicBlock) bool {
	tuple, ok := h.instr.(ssa.Value)
	if !ok {
		return false
	}
	for branch, holds := range branchesAbove(b) {
		cond := branch.Cond
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond, holds = not.X, !holds
		}
		if flag, ok := cond.(*ssa.Extract); ok && flag.Tuple == tuple && flag.Index == 1 && holds {
			return true
		}
	}
	return false
}
