package answer

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// receiverLoop returns the loop that a receive stands in, the outermost one, or nil.
//
// A loop that code out of sight runs, such as the exported Run of an object,
// receives until it is told to stop. Then it is over: whoever runs it may run it
// again after an error, but not after the stop. A receive outside of a loop is
// repeated by whoever calls its function, so nothing is known of the next one.
func (q *question) receiverLoop(op *channel.Op) *loop.Loop {
	if q.need != NeedRecv || op.Kind != channel.Recv || op.Starts() {
		return nil
	}
	var outermost *loop.Loop
	for _, l := range q.loopsOf(op.Fn()) { // the smaller ones first
		if l.Contains(op.Instr.Block()) {
			outermost = l
		}
	}
	return outermost
}

// untold reports whether the edge to successor i of the block leaves the loop other
// than by a stop: the case of a select that receives from a channel that carries no
// values, such as the Done of a context.
func untold(l *loop.Loop, b *ssa.BasicBlock, i int) bool {
	leaves := l.Contains(b) && !l.Contains(b.Succs[i])
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return leaves
	}
	sel, n := channel.CaseAt(branch)
	if sel == nil || !l.Contains(sel.Block()) || n >= len(sel.States) {
		return leaves
	}
	if i == 1 || l.Contains(b.Succs[i]) {
		return false // on to the next case, or to the next round
	}
	elem, ok := sel.States[n].Chan.Type().Underlying().(*types.Chan).Elem().Underlying().(*types.Struct)
	return !ok || elem.NumFields() > 0 || sel.States[n].Dir != types.RecvOnly
}
