package graph

import "golang.org/x/tools/go/ssa"

// Callers returns for each function those of funcs that call it statically and
// wait for it. Instances of a generic function count as the function.
func Callers(funcs []*ssa.Function) map[*ssa.Function][]*ssa.Function {
	callers := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range funcs {
		seen := make(map[*ssa.Function]bool)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok {
					continue
				}
				if callee := Original(call.Common().StaticCallee()); callee != nil && !seen[callee] {
					seen[callee] = true
					callers[callee] = append(callers[callee], fn)
				}
			}
		}
	}
	return callers
}

// Original returns the generic function that fn is an instance of, or fn.
func Original(fn *ssa.Function) *ssa.Function {
	if fn != nil && fn.Origin() != nil {
		return fn.Origin()
	}
	return fn
}

// UntilStable calls update for every function, and again for the callers of each
// for which it reports a change.
func UntilStable(funcs []*ssa.Function, callers map[*ssa.Function][]*ssa.Function, update func(*ssa.Function) bool) {
	queue := append([]*ssa.Function(nil), funcs...)
	queued := make(map[*ssa.Function]bool, len(funcs))
	for _, fn := range funcs {
		queued[fn] = true
	}
	for len(queue) > 0 {
		fn := queue[0]
		queue = queue[1:]
		queued[fn] = false
		if !update(fn) {
			continue
		}
		for _, caller := range callers[fn] {
			if !queued[caller] {
				queued[caller] = true
				queue = append(queue, caller)
			}
		}
	}
}
