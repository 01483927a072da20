package endless

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// setFlags returns the fields of type bool or atomic.Bool that functions of the
// package may set.
func setFlags(funcs []*ssa.Function) map[*types.Var]bool {
	set := map[*types.Var]bool{}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if addr, ok := instr.(*ssa.FieldAddr); ok && isFlag(addr.Type()) && mayBeSet(addr) {
					set[origin.FieldOf(addr)] = true
				}
			}
		}
	}
	return set
}

// isFlag reports whether the type is that of the address of a flag.
func isFlag(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	basic, ok := p.Elem().Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Bool || types.TypeString(p.Elem(), nil) == "sync/atomic.Bool"
}

// mayBeSet reports whether anything is done with the address of a flag but to ask it
// and to set it to false.
func mayBeSet(addr ssa.Value) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			if ref.Addr != addr || !isFalse(ref.Val) {
				return true
			}
		case *ssa.MakeClosure:
			for _, captured := range variable.BoundTo(ref, addr) {
				if mayBeSet(captured) {
					return true
				}
			}
		case *ssa.Call:
			if fn := ref.Call.StaticCallee(); fn == nil || fn.RelString(nil) != "(*sync/atomic.Bool).Load" {
				return true
			}
		default:
			return true
		}
	}
	return false
}

func isFalse(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool && !constant.BoolVal(c.Value)
}

// neverLeft returns the successor of the branch that leaves its loop when a flag is
// set that nobody sets: an unexported field, or a variable of a function.
func (s *flows) neverLeft(branch *ssa.If) (succ int, never bool) {
	cond, succ := branch.Cond, 0
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond, succ = not.X, 1
	}
	addr := askedFlag(cond)
	if addr == nil || graph.Reaches(branch.Block().Succs[succ], branch.Block()) || !graph.InLoop(branch.Block()) {
		return 0, false
	}
	return succ, s.isUnset(addr)
}

// askedFlag returns the address of the flag that the condition is, or nil.
func askedFlag(cond ssa.Value) ssa.Value {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		if cond.Op == token.MUL && isFlag(cond.X.Type()) {
			return cond.X
		}
	case *ssa.Call:
		if fn := cond.Call.StaticCallee(); fn != nil && fn.RelString(nil) == "(*sync/atomic.Bool).Load" {
			return cond.Call.Args[0]
		}
	}
	return nil
}

// isUnset reports whether nobody can set the flag.
func (s *flows) isUnset(addr ssa.Value) bool {
	if field, ok := addr.(*ssa.FieldAddr); ok {
		f := origin.FieldOf(field)
		return f != nil && !f.Exported() && f.Pkg() == s.result.pass.Pkg && !s.flags[f]
	}
	cell := variable.Addressed(addr)
	return cell != nil && !mayBeSet(cell)
}
