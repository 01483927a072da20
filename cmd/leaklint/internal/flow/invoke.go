package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/invoke"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// addUnresolved notes a call that may lead to more than what is evident.
func (ix *Index) addUnresolved(call ssa.CallInstruction, resolved bool) {
	common := call.Common()
	switch {
	case common.IsInvoke() && !resolved:
		ix.invokes = append(ix.invokes, call)
	case common.IsInvoke():
	case common.StaticCallee() == nil && !resolved:
		ix.ofParams = append(ix.ofParams, call)
	case slices.ContainsFunc(common.Args, func(v ssa.Value) bool { return types.IsInterface(v.Type()) }):
		ix.calls = append(ix.calls, call)
	}
}

// resolveInvokes finds out what calls through interfaces run where the interface is a
// field of this package's types, in which values of one type only are ever stored.
func (ix *Index) resolveInvokes(methods *invoke.Index) {
	for _, call := range ix.invokes {
		common := call.Common()
		if method := ix.onlyMethod(common.Value, common.Method.Name()); method != nil {
			args := append([]ssa.Value{nil}, common.Args...)
			ix.addTargets(call, []spawn.Target{{Fn: method, Args: args}}, true)
		}
	}
	for _, call := range ix.calls {
		for _, m := range methods.Of(call.Common().StaticCallee()) {
			if m.Param >= len(call.Common().Args) {
				continue
			}
			if method := ix.onlyMethod(call.Common().Args[m.Param], m.Name); method != nil {
				ix.through[method] = append(ix.through[method], call)
			}
		}
	}
}

// onlyMethod returns the method of that name of the one type whose values the
// interface v may hold, or nil if that is not evident.
func (ix *Index) onlyMethod(v ssa.Value, name string) *ssa.Function {
	v = variable.Value(v)
	if changed, ok := v.(*ssa.ChangeInterface); ok {
		v = variable.Value(changed.X)
	}
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	entry := ix.fieldOf(addr.X.Type(), addr.Field)
	if entry.exposed {
		return nil
	}
	var only *ssa.Function
	for _, put := range entry.stores {
		if variable.IsNil(put.value) {
			continue
		}
		made, ok := variable.Value(put.value).(*ssa.MakeInterface)
		if !ok {
			return nil
		}
		method := spawn.MethodNamed(made, name)
		if method == nil || len(method.Blocks) == 0 || only != nil && only != method {
			return nil
		}
		only = method
	}
	return only
}
