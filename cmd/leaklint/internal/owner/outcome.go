package owner

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// isFailure reports whether v is the error of the start there: itself, in a variable
// or a field that it was stored in, or where it comes together with others.
func (w *walk) isFailure(v ssa.Value, at state) bool {
	fails := w.s.fails
	if fails == nil {
		return false
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return v == fails || slices.Contains(v.Edges, fails)
	case *ssa.UnOp:
		if w.errCell != nil && at.started && loads(v, w.errCell) {
			return true
		}
		for _, ref := range *fails.Referrers() {
			if store, ok := ref.(*ssa.Store); ok && store.Val == fails && isField(store.Addr) && similar(store.Addr, v.X, 0) {
				return true
			}
		}
	}
	return v == fails
}

func isField(v ssa.Value) bool {
	_, ok := v.(*ssa.FieldAddr)
	return ok
}

// undecided reports whether the branch asks the start whether it has come about, in
// a way that is not understood: by a result that is a boolean, or by a function
// that looks at the error.
func (w *walk) undecided(cond ssa.Value, at state) bool {
	cond, _ = notOf(cond)
	if call, _ := resultIn(cond); call != nil {
		if ssa.CallInstruction(call) == w.s.instr {
			return true
		}
		return slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool { return w.isFailure(arg, at) })
	}
	return false
}

// isSentinel reports whether the value is a package variable, such as io.EOF: an error
// that is compared with one is not nil where they are equal.
func isSentinel(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || !endless.IsError(v.Type()) {
		return false
	}
	_, ok = load.X.(*ssa.Global)
	return ok
}

// isNot reports whether the condition asks if an error is a certain one, or of a certain
// type: the error of a start that has come about is none.
func (w *walk) isNot(cond ssa.Value, at state) bool {
	if flag, ok := cond.(*ssa.Extract); ok && flag.Index == 1 {
		assertion, ok := flag.Tuple.(*ssa.TypeAssert)
		return ok && w.isFailure(assertion.X, at)
	}
	call, ok := cond.(*ssa.Call)
	if !ok || len(call.Common().Args) == 0 || !w.isFailure(call.Common().Args[0], at) {
		return false
	}
	callee := call.Common().StaticCallee()
	return endless.IsFunc(callee, "errors", "Is", "As") || endless.IsFunc(callee, "os", "IsNotExist", "IsExist", "IsPermission", "IsTimeout")
}

// failed reports whether the return hands on the error of the start, which says
// that nothing was started; not if nobody has looked at it before.
func (w *walk) failed(ret *ssa.Return, at state) bool {
	if w.s.fails == nil || len(ret.Results) == 0 {
		return false
	}
	last := variable.ResultAt(ret, len(ret.Results)-1)
	if !w.isFailure(last, at) {
		return false
	}
	_, alone := last.(*ssa.Call)
	asked := last != w.s.fails || len(*w.s.fails.Referrers()) > 1
	return asked || !alone && w.used() && len(w.returned(ret)) == 0
}

// used reports whether anything is done with the objects of the start.
func (w *walk) used() bool {
	return slices.ContainsFunc(w.roots, func(root ssa.Value) bool {
		return root.Referrers() != nil && len(*root.Referrers()) > 0
	})
}
