package held

import "golang.org/x/tools/go/ssa"

// calleesFirst returns the functions of the package in an order in which callees
// come before those who call them, as far as there is no recursion.
func (x *Index) calleesFirst() []*ssa.Function {
	if len(x.starts.Funcs) == 0 {
		return nil
	}
	order := make([]*ssa.Function, 0, len(x.starts.Funcs))
	type frame struct {
		fn      *ssa.Function
		callees []*ssa.Function
	}
	seen := map[*ssa.Function]bool{}
	var stack []frame
	push := func(fn *ssa.Function) {
		if !seen[fn] && len(fn.Blocks) > 0 && fn.Pkg == x.starts.Funcs[0].Pkg {
			seen[fn] = true
			stack = append(stack, frame{fn, x.calleesOf(fn)})
		}
	}
	for _, fn := range x.starts.Funcs {
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
