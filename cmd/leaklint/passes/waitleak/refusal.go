package waitleak

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// handingOf returns what becomes of a literal: it may be handed to a call, which may
// refuse it.
func (c *check) handingOf(made *ssa.MakeClosure) handing {
	var call *ssa.Call
	var v ssa.Value = made
	for {
		refs := withoutDebug(slices.Clone(*v.Referrers()))
		if len(refs) != 1 {
			return handing{instr: made}
		}
		if changed, ok := refs[0].(*ssa.ChangeType); ok {
			v = changed
			continue
		}
		call, _ = refs[0].(*ssa.Call)
		break
	}
	if call == nil || !slices.Contains(call.Common().Args, v) || c.starts.At(call) != nil {
		return handing{instr: made}
	}
	h := handing{instr: made}
	if callee := call.Common().StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
		c.refusal(&h, call, callee, slices.Index(call.Common().Args, v))
	} else if endless.IsError(call.Type()) && made.Fn.(*ssa.Function).Signature.Results().Len() == 0 {
		h.refuses, h.never = call, call // the error is not one of the literal
	}
	return h
}

// refusal notes whether the function has a return before which it does nothing with
// the parameter, and how it tells.
func (c *check) refusal(h *handing, call *ssa.Call, fn *ssa.Function, i int) {
	var uses []ssa.Instruction
	for _, use := range usesOf(fn.Params[i]) {
		uses = append(uses, taking(use, fn.Params[i]))
	}
	search := &paths.Search{
		Table: c.memory.NewTable(), Next: c.traps.Next, ReturnOf: c.traps.ReturnOf,
		Answers: func(instr ssa.Instruction) bool { return slices.Contains(uses, instr) },
	}
	returns, all := search.Returns(fn)
	returns = slices.DeleteFunc(returns, func(ret *ssa.Return) bool { return slices.Contains(uses, ssa.Instruction(ret)) })
	if !all || len(returns) == 0 || len(uses) == 0 {
		return
	}
	ret := returns[0]
	switch n := len(ret.Results); {
	case n == 0:
		h.refuses = call
	case n == 1:
		h.refuses, h.never = call, call
		result := variable.ResultAt(ret, 0)
		if told, ok := result.(*ssa.Const); ok && told.Value != nil && told.Value.Kind() == constant.Bool {
			h.when = constant.BoolVal(told.Value)
		} else if variable.IsNil(result) || !endless.IsError(result.Type()) {
			h.refuses = nil // it does not tell, or in a way that is not understood
		}
	}
	h.at, h.seen = endless.ReturnPos(ret), true
}

// taking returns the instruction that shows that a use of the parameter came about: of a
// select that sends it, the first one of that case.
func taking(use ssa.Instruction, p *ssa.Parameter) ssa.Instruction {
	sel, ok := use.(*ssa.Select)
	if !ok {
		return use
	}
	for n, state := range sel.States {
		if body := channel.CaseOf(sel, n); state.Send == p && body != nil {
			return body.Instrs[0]
		}
	}
	return use
}

// usesOf returns the instructions that do something with a parameter: also by way of a
// variable that it is put in.
func usesOf(p *ssa.Parameter) (uses []ssa.Instruction) {
	for _, ref := range *p.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok {
			uses = append(uses, ref)
			continue
		}
		cell, ok := store.Addr.(*ssa.Alloc)
		if !ok || store.Val != p {
			uses = append(uses, ref)
			continue
		}
		for _, use := range *cell.Referrers() {
			if use != ref {
				uses = append(uses, use)
			}
		}
	}
	return withoutDebug(uses)
}

// withoutDebug removes what only tells debuggers of a value.
func withoutDebug(instrs []ssa.Instruction) []ssa.Instruction {
	return slices.DeleteFunc(instrs, func(instr ssa.Instruction) bool {
		_, debug := instr.(*ssa.DebugRef)
		return debug
	})
}
