package owner

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// joinsOf returns what others wait for that the function of a goroutine does at
// its end: the Done of a WaitGroup, the close of a channel, a last send.
func (x *Index) joinsOf(fn *ssa.Function) (joins []effect) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send:
				if x.isLast(instr) {
					joins = append(joins, effect{x.keyOf(instr.Chan), actRecv})
				}
			case *ssa.Defer:
				joins = append(joins, x.joinOf(instr.Common()))
			case *ssa.Call:
				if join := x.joinOf(instr.Common()); join.key != nil && x.isLast(instr) {
					joins = append(joins, join)
				}
			}
		}
	}
	return slices.DeleteFunc(joins, func(e effect) bool { return e.key == nil })
}

// joinOf returns what others wait for if the call closes a channel or is one of
// Done; its key is nil if it is neither.
func (x *Index) joinOf(call *ssa.CallCommon) effect {
	switch callee := call.Value.(type) {
	case *ssa.Builtin:
		if callee.Name() == "close" {
			return effect{x.keyOf(call.Args[0]), actRecv}
		}
	case *ssa.Function:
		if callee.Name() == "Done" && callee.Signature.Recv() != nil && len(call.Args) == 1 {
			return effect{asKey(fieldKey(call.Args[0])), ".Wait"}
		}
	}
	return effect{}
}

// isLast reports whether the goroutine is about to end after the instruction: it
// comes to no loop any more, and calls none of the functions that it may be held
// in.
func (x *Index) isLast(instr ssa.Instruction) bool {
	if graph.InLoop(instr.Block()) || x.callsOn(instr.Block().Instrs[graph.Index(instr)+1:]) {
		return false
	}
	for b := range graph.After(instr.Block()) {
		if graph.InLoop(b) || x.callsOn(b.Instrs) {
			return false
		}
	}
	return true
}

// callsOn reports whether one of the instructions calls a function of this
// package, or one that runs until it is stopped.
func (x *Index) callsOn(instrs []ssa.Instruction) bool {
	return slices.ContainsFunc(instrs, func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return false
		}
		callee := call.Common().StaticCallee()
		runs := slices.ContainsFunc(x.factOf(callee), func(h *hold) bool { return h.Runs })
		return runs || x.own(callee) != nil
	})
}

// joined reports whether the branch leads to the case of a select in which the
// end of the goroutine was waited for.
func (w *walk) joined(branch *ssa.If) bool {
	sel, i := channel.CaseAt(branch)
	if sel == nil || i < 0 || i >= len(sel.States) || sel.States[i].Dir != types.RecvOnly {
		return false
	}
	k := w.x.keyOf(sel.States[i].Chan)
	return k != nil && slices.Contains(w.hold.joins, effect{k, actRecv})
}
