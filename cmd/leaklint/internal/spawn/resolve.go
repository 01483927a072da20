package spawn

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxTargets bounds how many functions one start site is resolved to, and
// maxSteps how many values are looked at on the way. Beyond either the site is
// left incomplete.
const (
	maxTargets = 16
	maxSteps   = 64
)

// Callees returns what a call, or a go or defer statement, runs, and whether
// that is all of it. A function without a body counts as known.
func Callees(call *ssa.CallCommon) (targets []Target, complete bool) {
	if call.IsInvoke() {
		return resolveInvoke(call)
	}
	return CalleesAs(call, call.Value)
}

// CalleesAs is [Callees] of a call whose function value is known to be v, also where
// v is a value of another function.
func CalleesAs(call *ssa.CallCommon, v ssa.Value) (targets []Target, complete bool) {
	targets, complete = resolveFunc(v)
	for i := range targets {
		// Args holds the receiver of a bound method already.
		targets[i].Args = append(targets[i].Args, call.Args...)
		if want := len(targets[i].Fn.Params); len(targets[i].Args) != want {
			targets[i].Args = make([]ssa.Value, want) // foreign shape: nothing is known
		}
	}
	return targets, complete
}

// resolveInvoke resolves a call through an interface whose value was made from
// one concrete type in the same function.
func resolveInvoke(call *ssa.CallCommon) ([]Target, bool) {
	made, ok := call.Value.(*ssa.MakeInterface)
	if !ok {
		return nil, false
	}
	fn := methodOf(made.X.Type(), call.Method, made.Parent().Prog)
	if fn == nil {
		return nil, false
	}
	receiver := made.X
	if fn.Signature.Recv() == nil || !types.Identical(fn.Signature.Recv().Type(), receiver.Type()) {
		receiver = nil // a copy of what the pointer points to, or an instance
	}
	return []Target{{Fn: fn, Args: append([]ssa.Value{receiver}, call.Args...)}}, true
}

// methodOf returns the method that a call of the interface method m runs on a
// value of type t, unless it is promoted from an embedded field.
func methodOf(t types.Type, m *types.Func, prog *ssa.Program) *ssa.Function {
	obj, index, _ := types.LookupFieldOrMethod(t, false, m.Pkg(), m.Name())
	method, ok := obj.(*types.Func)
	if !ok || len(index) != 1 {
		return nil
	}
	if _, isInterface := t.Underlying().(*types.Interface); isInterface {
		return nil
	}
	return prog.FuncValue(method.Origin())
}

// MethodNamed returns the method of that name of the value that was put into an
// interface, unless it is promoted from an embedded field, or nil.
func MethodNamed(made *ssa.MakeInterface, name string) *ssa.Function {
	i, ok := made.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	for m := range i.Methods() {
		if m.Name() == name {
			return methodOf(made.X.Type(), m, made.Parent().Prog)
		}
	}
	return nil
}

// resolveFunc returns the functions that the value v may be, and whether that
// is all of them. The Args of the targets hold the receiver of a bound method
// and are else empty.
func resolveFunc(v ssa.Value) ([]Target, bool) {
	r := &resolver{seen: map[ssa.Value]bool{}, complete: true}
	r.visit(v)
	return r.targets, r.complete && len(r.targets) > 0
}

type resolver struct {
	targets  []Target
	seen     map[ssa.Value]bool
	complete bool
}

func (r *resolver) visit(v ssa.Value) {
	if r.seen[v] {
		return
	}
	if len(r.seen) >= maxSteps || len(r.targets) >= maxTargets {
		r.complete = false
		return
	}
	r.seen[v] = true
	switch v := v.(type) {
	case *ssa.Function:
		r.add(v, nil)
	case *ssa.MakeClosure:
		r.add(v.Fn.(*ssa.Function), v.Bindings)
	case *ssa.ChangeType:
		r.visit(v.X)
	case *ssa.Phi:
		for _, e := range v.Edges {
			r.visit(e)
		}
	case *ssa.Const: // nil: runs nothing
	case *ssa.Call:
		r.visitResult(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			r.visitResult(call, v.Index)
		} else {
			r.complete = false
		}
	case *ssa.UnOp:
		r.visitLoad(v)
	case *ssa.FreeVar:
		r.visitFreeVar(v)
	default:
		r.complete = false
	}
}

// visitLoad follows the load of a local variable to everything stored in it.
func (r *resolver) visitLoad(load *ssa.UnOp) {
	cell := variable.Loaded(load)
	if cell == nil {
		r.complete = false
		return
	}
	uses := variable.UsesOf(cell)
	r.complete = r.complete && uses.All
	for _, s := range uses.Stores {
		r.visit(s.Val)
	}
}

// visitFreeVar follows a captured value to the closures that bind it.
func (r *resolver) visitFreeVar(fv *ssa.FreeVar) {
	bound := variable.Bindings(fv)
	r.complete = r.complete && len(bound) > 0
	for _, b := range bound {
		r.visit(b)
	}
}

// visitResult follows result number i of a call of a function that is known.
func (r *resolver) visitResult(call *ssa.Call, i int) {
	callee := staticCallee(call.Common())
	if callee == nil || len(callee.Blocks) == 0 {
		r.complete = false
		return
	}
	for _, b := range callee.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(ret.Results) {
			r.visit(ret.Results[i])
		}
	}
}

// add adds fn, or what it wraps.
func (r *resolver) add(fn *ssa.Function, bindings []ssa.Value) {
	if real, args, ok := unwrap(fn, bindings); ok {
		r.targets = append(r.targets, Target{Fn: real, Args: args})
		return
	}
	if fn.Synthetic != "" && fn.Origin() == nil && fn.Pkg == nil {
		r.complete = false // the wrapper of an interface method
		return
	}
	r.targets = append(r.targets, Target{Fn: original(fn), Bindings: bindings})
}

// unwrap returns the method behind a bound method (x.M) or a method expression
// (T.M), with the receiver where it is bound.
func unwrap(fn *ssa.Function, bindings []ssa.Value) (*ssa.Function, []ssa.Value, bool) {
	method, ok := fn.Object().(*types.Func)
	if !ok || !strings.Contains(fn.Synthetic, "bound method") && !strings.Contains(fn.Synthetic, "thunk") {
		return nil, nil, false
	}
	real := fn.Prog.FuncValue(method.Origin())
	if real == nil {
		return nil, nil, false
	}
	return real, append([]ssa.Value(nil), bindings...), true
}

// original returns the generic function of which fn is an instance, or fn.
func original(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// staticCallee returns the function that the call runs if that is evident from
// the call alone: a named function, a method, a literal.
func staticCallee(call *ssa.CallCommon) *ssa.Function {
	if fn := call.StaticCallee(); fn != nil {
		return original(fn)
	}
	return nil
}
