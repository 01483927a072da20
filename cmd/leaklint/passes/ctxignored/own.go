package ctxignored

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

// ownContext reports whether the goroutine makes a context for itself, or uses one
// that was made for it: then it was thought about how long it lives.
func (c *check) ownContext(body []*ssa.Function) bool {
	for _, fn := range body {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				for _, operand := range instr.Operands(nil) {
					if *operand != nil && c.isOwn(*operand) {
						return true
					}
				}
			}
		}
	}
	return false
}

// isOwn reports whether v is a context, or a function of package context, that is
// not just the one of the request.
func (c *check) isOwn(v ssa.Value) bool {
	if fn, ok := v.(*ssa.Function); ok {
		return madeContext(fn)
	}
	if types.TypeString(v.Type(), nil) != "context.Context" {
		return false
	}
	for _, o := range c.origins.Of(v).Values {
		if call := callOf(o); call != nil && madeContext(call.Common().StaticCallee()) {
			return true
		}
	}
	return false
}

// callOf returns the call that v is the result of, or one of the results.
func callOf(v ssa.Value) *ssa.Call {
	if e, ok := v.(*ssa.Extract); ok {
		v = e.Tuple
	}
	call, _ := v.(*ssa.Call)
	return call
}

func madeContext(fn *ssa.Function) bool {
	c, ok := model.Derives(fn)
	return ok && (c.Never || c.Cancel != model.None)
}

// watches reports whether the goroutine asks some context whether it is done.
func watches(body []*ssa.Function) bool {
	for _, fn := range body {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && asksContext(call.Common()) {
					return true
				}
			}
		}
	}
	return false
}

func asksContext(call *ssa.CallCommon) bool {
	return call.IsInvoke() && (call.Method.Name() == "Done" || call.Method.Name() == "Err") &&
		types.TypeString(call.Value.Type(), nil) == "context.Context"
}
