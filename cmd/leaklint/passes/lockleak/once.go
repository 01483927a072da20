package lockleak

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxLoads bounds through how many loads a channel is followed to its object.
const maxLoads = 8

// brought reports whether the channel comes with an object that was taken out of a
// collection or received: each time it is another one.
func brought(v ssa.Value) bool {
	for range maxLoads {
		switch x := variable.Value(v).(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			if x.Op == token.ARROW {
				return true
			}
			v = x.X
		case *ssa.TypeAssert, *ssa.Lookup, *ssa.IndexAddr, *ssa.Index, *ssa.Extract:
			return true
		default:
			return false
		}
	}
	return false
}

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
