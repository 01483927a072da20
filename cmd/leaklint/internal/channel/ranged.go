package channel

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// ranged reports whether the receive stands in a loop whose every exit is the
// one that the closed channel takes. A block that ends the process or panics is
// no exit.
func (f *factory) ranged(recv *ssa.UnOp) bool {
	if !recv.CommaOk {
		return false
	}
	l := loop.Innermost(f.ix.Loops.Of(recv.Parent()), recv.Block())
	if l == nil {
		return false
	}
	closed := false
	for _, b := range recv.Parent().Blocks {
		if !l.Contains(b) {
			continue
		}
		for i, succ := range b.Succs {
			if l.Contains(succ) || endless(succ) {
				continue
			}
			if !isClosedEdge(recv, b, i) {
				return false
			}
			closed = true
		}
	}
	return closed
}

// isClosedEdge reports whether successor i of the block is taken when recv
// found the channel closed.
func isClosedEdge(recv *ssa.UnOp, b *ssa.BasicBlock, i int) bool {
	last, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cond, closedOn := last.Cond, 1 // if ok goto 0 else 1
	if not, isNot := cond.(*ssa.UnOp); isNot && not.Op == token.NOT {
		cond, closedOn = not.X, 0
	}
	e, isExtract := cond.(*ssa.Extract)
	return isExtract && e.Tuple == recv && e.Index == 1 && i == closedOn
}

// endless reports whether the block ends in a panic or a call that does not
// return.
func endless(b *ssa.BasicBlock) bool {
	_, panics := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return panics || len(b.Succs) == 0 && !returns(b)
}

func returns(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	return ok
}
