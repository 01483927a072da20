package ctxwait

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// isLate reports whether the instruction is executed only when a wait for the
// context that the call made is over: it comes after the wait in its function, is
// deferred by the function waiter, or each call and start of its function is late. If
// it is a call of the cancel function, it is not what ends that wait.
func (x *Index) isLate(instr ssa.Instruction, made *ssa.Call, waiter *ssa.Function) bool {
	return x.flows.Always(instr, func(instr ssa.Instruction) bool {
		_, deferred := instr.(*ssa.Defer)
		return deferred && instr.Parent() == waiter || x.followsWait(instr, made)
	})
}

// followsWait reports whether every path to the instruction, in its function,
// passes a receive from the Done of the context.
func (x *Index) followsWait(instr ssa.Instruction, made *ssa.Call) bool {
	for b := instr.Block(); b != nil; b = b.Idom() {
		for _, at := range b.Instrs {
			if recv, ok := at.(*ssa.UnOp); ok && x.isDone(recv.X, made) && graph.Before(recv, instr) {
				return true
			}
		}
		if branch, ok := lastOf(b).(*ssa.If); ok {
			sel, n := channel.CaseAt(branch)
			if sel != nil && n < len(sel.States) && x.isDone(sel.States[n].Chan, made) && entersCase(b, instr.Block()) {
				return true
			}
		}
	}
	return false
}

// entersCase reports whether every path to the block takes the case that the
// branch at the end of b decides.
func entersCase(b, block *ssa.BasicBlock) bool {
	body := b.Succs[0]
	return len(body.Preds) == 1 && body.Dominates(block)
}

func lastOf(b *ssa.BasicBlock) ssa.Instruction { return b.Instrs[len(b.Instrs)-1] }

// isDone reports whether the channel is the Done of the context.
func (x *Index) isDone(ch ssa.Value, made *ssa.Call) bool {
	return canBeDone(ch.Type()) && x.origins.Of(ch).All(func(v ssa.Value) bool {
		call, ok := v.(*ssa.Call)
		return ok && endless.IsContextCall(call.Common(), "Done") && x.origins.Of(call.Common().Value).All(func(v ssa.Value) bool {
			e, ok := v.(*ssa.Extract)
			return ok && e.Tuple == made && e.Index == 0
		})
	})
}
