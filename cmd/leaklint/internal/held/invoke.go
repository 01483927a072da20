package held

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxInvokes bounds how many calls of its parameters a summary lists.
const maxInvokes = 4

// An Invoke is that a function calls one of its parameters before it returns, or a
// method of one that is an interface. What that does, its caller knows.
type Invoke struct {
	Param  *ssa.Parameter // of the function, or of one around it
	Index  int            // of the parameter, where the function is of another package and Param is nil
	Method string         // empty if the parameter is a function
	Held   []Held         // the locks that are held there; At is nil in another package
	Free   []Lock         // the locks of its caller that it has released there
	Must   bool           // on every path through the function
	Calls  []token.Pos    // the calls that lead there, outermost first
	Pos    token.Pos      // where it is called; invalid in another package
	Place  report.Place

	depends bool // see Acquire
}

// invoked returns what the call calls, if that is a parameter.
func invoked(call *ssa.CallCommon) (param *ssa.Parameter, method string) {
	param, _ = variable.Value(call.Value).(*ssa.Parameter)
	if call.IsInvoke() {
		method = call.Method.Name()
	}
	return param, method
}

// invokeAt returns the call as one of a parameter; false if it is no such.
func (x *Index) invokeAt(call ssa.CallInstruction, s state) (Invoke, bool) {
	param, method := invoked(call.Common())
	if param == nil {
		return Invoke{}, false
	}
	return Invoke{
		Param: param, Method: method, Held: s.held, Free: s.released, Must: x.endsAll(call.Block()), depends: x.onFlag(call.Block()),
		Pos: call.Pos(), Place: report.PlaceOf(call.Parent(), call.Pos()),
	}, true
}

// under adds the locks that the caller holds at the call which leads there, without
// those that are released on the way.
func (i Invoke) under(s state) Invoke {
	i.Held = append(i.heldThere(s), i.Held...)
	i.Free = append(slices.Clone(s.released), i.Free...)
	return i
}

// heldThere returns the locks of a caller that are still held where the parameter is
// called.
func (i Invoke) heldThere(s state) []Held {
	return slices.DeleteFunc(slices.Clone(s.held), func(h Held) bool { return i.frees(h.Lock) })
}

// frees reports whether a lock of the caller may be released where the parameter is
// called: one that the caller cannot name may be any of its kind.
func (i Invoke) frees(l Lock) bool {
	return slices.ContainsFunc(i.Free, func(free Lock) bool {
		return free.Path == l.Path && l.Path.Root != nil || free.Class == l.Class && (free.Path.Root == nil || l.Path.Root == nil)
	})
}

// addInvoke adds a call of a parameter to a list, once for the same locks.
func addInvoke(list []Invoke, i Invoke) []Invoke {
	known := slices.ContainsFunc(list, func(j Invoke) bool {
		return i.Param == j.Param && i.Method == j.Method && slices.EqualFunc(i.Free, j.Free, Lock.same) &&
			slices.EqualFunc(i.Held, j.Held, func(a, b Held) bool { return a.same(b.Lock) })
	})
	if known || len(list) >= maxInvokes {
		return list
	}
	return append(list, i)
}

// given returns what the caller of c gives for the parameter that is called, and
// the call as one of a parameter of the caller, if it is such; nil if it is not
// known.
func (x *Index) given(i Invoke, call ssa.CallInstruction, c Callee) (ssa.Value, Invoke) {
	i = x.named(i, call, c)
	index := i.Index
	if i.Param != nil {
		if i.Param.Parent() != c.Fn {
			return i.Param, i // of a function around a literal
		}
		index = slices.Index(c.Fn.Params, i.Param)
	}
	if index < 0 || index >= len(c.Args) || c.Args[index] == nil {
		return nil, i
	}
	v := variable.Value(c.Args[index])
	i.Param, _ = v.(*ssa.Parameter)
	i.Calls = append([]token.Pos{call.Pos()}, i.Calls...)
	i.Must = i.Must && c.Sure && x.endsAll(call.Block())
	return v, i
}

// named returns the call of a parameter with the locks as the caller of c names them.
func (x *Index) named(i Invoke, call ssa.CallInstruction, c Callee) Invoke {
	i.Held, i.Free = slices.Clone(i.Held), slices.Clone(i.Free)
	for n := range i.Free {
		i.Free[n].Path = x.within(i.Free[n].Path, c)
	}
	for n := range i.Held {
		h := &i.Held[n]
		h.Path = x.within(h.Path, c)
		if h.At == nil {
			h.At = call
		}
	}
	return i
}

// A handed is a lock that a callee asks for in a function that its caller hands to
// it.
type handed struct {
	Acquire
	in Invoke // the call of the function
}

// handedTo returns the locks that a callee asks for in functions that the caller
// hands to it, and the calls of the caller's own parameters.
func (x *Index) handedTo(call ssa.CallInstruction, c Callee) (locks []handed, own []Invoke) {
	for _, i := range x.summary(c.Fn).Invokes {
		v, i := x.given(i, call, c)
		if i.Param != nil {
			i.depends = i.depends || x.onFlag(call.Block())
			own = append(own, i)
			continue
		}
		for _, t := range x.targetsOf(v, i.Method, c.Fn) {
			s := x.summary(t.Fn)
			for _, a := range x.lift(s.Acquires, call, t) {
				a.Must = a.Must && i.Must
				a.Depends = a.Depends || i.depends
				calls := slices.Clone(i.Calls)
				if i.Pos.IsValid() {
					calls = append(calls, i.Pos)
				}
				a.Calls = append(calls, a.Calls[1:]...)
				locks = append(locks, handed{a, i})
			}
			for _, j := range s.Invokes {
				if j.Param != nil && j.Param.Parent() != t.Fn {
					j = j.under(state{held: i.Held, released: i.Free})
					j.Must = j.Must && i.Must
					own = append(own, j)
				}
			}
		}
	}
	return locks, own
}

// targetsOf returns the functions that a call of a value runs, or of a method of
// what the value holds, as far as this function shows it. The call is in callee.
func (x *Index) targetsOf(v ssa.Value, method string, callee *ssa.Function) []Callee {
	if v == nil {
		return nil
	}
	if method == "" {
		var callees []Callee
		targets, _ := spawn.Callees(&ssa.CallCommon{Value: v})
		for _, t := range targets {
			args := t.Args
			if slices.Contains(args, nil) {
				args = boundReceiver(v, t.Fn)
			}
			callees = append(callees, Callee{Fn: t.Fn, Args: args, Sure: len(targets) == 1})
		}
		return few(callees)
	}
	made, ok := v.(*ssa.MakeInterface)
	if !ok || callee.Pkg == nil {
		return nil
	}
	t := made.X.Type()
	fn := x.methodNamed(t, callee.Pkg.Pkg, method)
	if fn == nil {
		return nil
	}
	target := Callee{Fn: fn, Sure: true}
	if len(fn.Params) > 0 && types.Identical(fn.Params[0].Type(), t) {
		target.Args = []ssa.Value{made.X}
	}
	return []Callee{target}
}

// boundReceiver returns the arguments of a method value that is called with others
// that are not known: the receiver.
func boundReceiver(v ssa.Value, fn *ssa.Function) []ssa.Value {
	bound, ok := v.(*ssa.MakeClosure)
	if !ok || fn.Signature.Recv() == nil || len(bound.Bindings) != 1 {
		return nil
	}
	return bound.Bindings
}

// methodNamed returns the method of a concrete type that a call of an interface
// method with the name runs, or nil.
func (x *Index) methodNamed(t types.Type, pkg *types.Package, name string) *ssa.Function {
	if _, isInterface := t.Underlying().(*types.Interface); isInterface {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	method, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	return x.starts.Funcs[0].Prog.FuncValue(method.Origin())
}

// handedFuncs returns the functions that whoever is given the argument can call.
func (x *Index) handedFuncs(arg ssa.Value) (funcs []*ssa.Function) {
	switch arg := arg.(type) {
	case *ssa.MakeClosure, *ssa.Function:
		targets, _ := spawn.Callees(&ssa.CallCommon{Value: arg})
		for _, t := range targets {
			funcs = append(funcs, t.Fn)
		}
	case *ssa.MakeInterface:
		i, ok := arg.Type().Underlying().(*types.Interface)
		if !ok {
			return nil
		}
		for m := range i.Methods() {
			if fn := x.methodNamed(arg.X.Type(), m.Pkg(), m.Name()); fn != nil {
				funcs = append(funcs, fn)
			}
		}
	}
	return funcs
}
