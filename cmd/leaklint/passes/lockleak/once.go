package lockleak

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// behindFlag reports whether the instruction stands behind a flag that its
// function sets, so that the lock says whether it is done: if w.done { return };
// w.done = true.
func behindFlag(instr ssa.Instruction) bool {
	set := map[*types.Var]bool{}
	for _, b := range instr.Parent().Blocks {
		for _, other := range b.Instrs {
			if store, ok := other.(*ssa.Store); ok {
				if addr, ok := store.Addr.(*ssa.FieldAddr); ok {
					set[origin.FieldOf(addr)] = true
				}
			}
		}
	}
	for b := instr.Block(); b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if load, ok := branch.Cond.(*ssa.UnOp); ok && load.Op == token.MUL {
			if addr, ok := load.X.(*ssa.FieldAddr); ok && set[origin.FieldOf(addr)] {
				return true
			}
		}
	}
	return false
}
