package owner

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// fresh reports whether the value is certainly an object that the function has
// made itself, or got from one that has.
func (x *Index) fresh(v ssa.Value, depth int) bool {
	if depth > maxStored {
		return false
	}
	switch v := v.(type) {
	case *ssa.MakeChan:
		return true
	case *ssa.MakeInterface:
		return x.fresh(v.X, depth+1)
	case *ssa.Alloc:
		if !isCell(v.Type()) {
			return true
		}
		made := false
		for _, ref := range *v.Referrers() {
			if store, ok := ref.(*ssa.Store); ok && store.Addr == v && !variable.IsNil(store.Val) {
				if made = true; !x.fresh(store.Val, depth+1) {
					return false
				}
			}
		}
		return made
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && x.makes(call, v.Index, depth)
	case *ssa.Call:
		return x.makes(v, 0, depth)
	}
	return false
}

// makes reports whether result number i of the call is a new object.
func (x *Index) makes(call *ssa.Call, i, depth int) bool {
	callee := graph.Original(call.Common().StaticCallee())
	for _, h := range x.factOf(callee) {
		if h.Result == i {
			return !h.Kept
		}
	}
	if model.Listens(callee) {
		return true
	}
	if callee = x.own(callee); callee == nil {
		return false
	}
	made := false
	for _, b := range callee.Blocks {
		ret, ok := x.traps.ReturnOf(b)
		if !ok || variable.IsNil(variable.ResultAt(ret, i)) {
			continue
		}
		v := concrete(variable.ResultAt(ret, i))
		if made = true; !x.fresh(v, depth+1) || x.keptBy(callee, ret, v) {
			return false
		}
	}
	return made
}

// keptBy reports whether the function gives a new object that it returns to
// somebody else too.
func (x *Index) keptBy(fn *ssa.Function, ret *ssa.Return, made ssa.Value) bool {
	return x.follow(fn, x.nothing, ret, []ssa.Value{made}).escaped()
}
