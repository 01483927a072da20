package held

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// calleesFirst returns the functions of the package in an order in which callees
// come before those who call them, as far as there is no recursion.
func (x *Index) calleesFirst(funcs []*ssa.Function) []*ssa.Function {
	order := make([]*ssa.Function, 0, len(funcs))
	type frame struct {
		fn      *ssa.Function
		callees []*ssa.Function
	}
	seen := map[*ssa.Function]bool{}
	var stack []frame
	push := func(fn *ssa.Function) {
		if !seen[fn] && len(fn.Blocks) > 0 && fn.Pkg == funcs[0].Pkg {
			seen[fn] = true
			stack = append(stack, frame{fn, x.calleesOf(fn)})
		}
	}
	for _, fn := range funcs {
		push(fn)
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if len(top.callees) == 0 {
				order = append(order, top.fn)
				stack = stack[:len(stack)-1]
				continue
			}
			next := top.callees[0]
			top.callees = top.callees[1:]
			push(next)
		}
	}
	return order
}

// summarizeStarted computes the summary of a function that is started as a goroutine,
// and first of all that it calls. One that calls a function whose summary is being
// computed is left until then, so that it does not matter which of them stands first.
func (x *Index) summarizeStarted(fn *ssa.Function) {
	if x.summaries[fn] != nil || len(fn.Blocks) == 0 || fn.Pkg == nil || fn.Pkg.Pkg != x.pass.Pkg {
		return
	}
	order := x.calleesFirst([]*ssa.Function{fn})
	if slices.ContainsFunc(order, func(f *ssa.Function) bool { return x.begun[f] && x.summaries[f] == nil }) {
		return
	}
	for _, f := range order {
		x.summarize(f)
	}
}

// calleesOf returns what the function calls or defers, what it hands to those to be
// called, and the literals in it.
func (x *Index) calleesOf(fn *ssa.Function) []*ssa.Function {
	var callees []*ssa.Function
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				for _, t := range x.calleesAt(call) {
					callees = append(callees, t.Fn)
				}
				for _, arg := range call.Common().Args {
					callees = append(callees, x.handedFuncs(arg)...)
				}
			}
		}
	}
	return append(callees, fn.AnonFuncs...)
}
