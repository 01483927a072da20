package endless

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An Assumption is what a question takes for granted of one function. The first
// three have to be set.
type Assumption struct {
	Silent  func(ch ssa.Value) bool   // nothing arrives on the channel, and nobody closes it
	NotDone func(ctx ssa.Value) bool  // the context is never done
	Blocks  func(call *ssa.Call) bool // the call never returns

	// Decided returns the value that the condition of a branch has, and whether it
	// is known. It may be nil.
	Decided func(cond ssa.Value) (value, known bool)
}

// StuckIf returns the instruction that fn never gets beyond, or in the loop that
// it never leaves, if the assumption holds: nil if it gets to an end all the
// same, or runs into a trap whatever is assumed.
func (r *Result) StuckIf(fn *ssa.Function, a Assumption) ssa.Instruction {
	if r.Trap(fn) != nil || len(fn.Blocks) == 0 {
		return nil
	}
	s := r.supposing(fn, a)
	return s.stuckAt(s.trapped(fn))
}

// stuckAt returns the instruction to show of the trapped blocks: where control
// stays, or else the first operation that waits in vain in their loop.
func (s *flows) stuckAt(blocks []*ssa.BasicBlock) ssa.Instruction {
	for _, b := range blocks {
		if e := s.endOf(b); e.how == stuck {
			return e.by
		}
	}
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if s.assume.asks(instr) {
				return instr
			}
		}
	}
	return nil
}

// blocks reports whether the instruction waits for what never comes.
func (a *Assumption) blocks(instr ssa.Instruction) bool {
	if a == nil {
		return false
	}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW && a.Silent(instr.X)
	case *ssa.Select:
		return instr.Blocking && len(instr.States) > 0 && a.silentStates(instr) == len(instr.States)
	case *ssa.Call:
		return a.Blocks(instr)
	}
	return false
}

// asks reports whether the instruction looks at something that never comes.
func (a *Assumption) asks(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Select:
		return a.silentStates(instr) > 0
	case *ssa.Call:
		return IsContextCall(instr.Common(), "Err") && a.NotDone(instr.Common().Value)
	}
	return false
}

// silentStates counts the receives of a select that are silent.
func (a *Assumption) silentStates(sel *ssa.Select) int {
	n := 0
	for _, state := range sel.States {
		if state.Dir == types.RecvOnly && a.Silent(state.Chan) {
			n++
		}
	}
	return n
}

// deadEdges returns the known dead edges of fn and those that the assumption adds.
func (a *Assumption) deadEdges(fn *ssa.Function, known map[edge]bool) map[edge]bool {
	dead := make(map[edge]bool, len(known))
	for e := range known {
		dead[e] = true
	}
	for _, b := range fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			if i, ok := a.neverTaken(branch.Cond); ok {
				dead[edge{b, i}] = true
			}
		}
	}
	return dead
}

// neverTaken returns which successor of a branch is never taken: 0 if the
// condition is false under the assumption, 1 if it is true.
func (a *Assumption) neverTaken(cond ssa.Value) (succ int, known bool) {
	if a.Decided != nil {
		if value, known := a.Decided(cond); known && value {
			return 1, true
		} else if known {
			return 0, true
		}
	}
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return 0, false
	}
	if a.chosenSilent(cmp) {
		return 0, cmp.Op == token.EQL
	}
	if call, ok := cmp.X.(*ssa.Call); ok && IsContextCall(call.Common(), "Err") && variable.IsNil(cmp.Y) && a.NotDone(call.Common().Value) {
		if cmp.Op == token.EQL {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// chosenSilent reports whether the comparison asks if a select has chosen a case
// that is silent.
func (a *Assumption) chosenSilent(cmp *ssa.BinOp) bool {
	chosen, ok := cmp.X.(*ssa.Extract)
	if !ok || chosen.Index != 0 {
		return false
	}
	sel, ok := chosen.Tuple.(*ssa.Select)
	if !ok {
		return false
	}
	k, ok := cmp.Y.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return false
	}
	i := int(k.Int64())
	return i >= 0 && i < len(sel.States) && sel.States[i].Dir == types.RecvOnly && a.Silent(sel.States[i].Chan)
}

// IsContextCall reports whether the call is one of the named method of a
// context.Context.
func IsContextCall(call *ssa.CallCommon, method string) bool {
	return call.IsInvoke() && call.Method.Name() == method && IsContext(call.Value.Type())
}

// IsContext reports whether the type is context.Context.
func IsContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Context" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context"
}

// IsError reports whether the type is error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
