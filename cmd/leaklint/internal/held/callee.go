package held

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxDynamic bounds how many functions a call through a function value or an
// interface is followed to. With more it is left alone.
const maxDynamic = 8

// maxSources bounds how many values are looked at to find where one comes from.
const maxSources = 64

// A Callee is a function that a call may run before it returns.
type Callee struct {
	Fn   *ssa.Function
	Args []ssa.Value // the values of its parameters; nil where they are not known
	Sure bool        // it is the only one

	// Through is the field that holds the receiver of a call through an interface,
	// and Recv the receiver.
	Through *types.Var
	Recv    ssa.Value
}

// Callees returns what the call runs in the goroutine of the caller: nothing for
// a go statement, or for another start of a goroutine; the argument of
// sync.Once.Do. A function value or an interface is followed to where it comes
// from in the package.
func (x *Index) Callees(call ssa.CallInstruction) []Callee {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calleesAt(call)
}

// calleesAt is [Index.Callees], each call once.
func (x *Index) calleesAt(call ssa.CallInstruction) []Callee {
	callees, known := x.callees[call]
	if !known {
		callees = x.findCallees(call)
		x.callees[call] = callees
	}
	return callees
}

func (x *Index) findCallees(call ssa.CallInstruction) []Callee {
	if _, isGo := call.(*ssa.Go); isGo || x.starts.At(call) != nil {
		return nil
	}
	common := call.Common()
	if fn := common.StaticCallee(); fn != nil {
		if fn.RelString(nil) == "(*sync.Once).Do" {
			return x.valueCallees(common.Args[1], nil)
		}
		if targets, _ := spawn.Callees(common); len(targets) == 1 && len(targets[0].Fn.Blocks) > 0 {
			return []Callee{{Fn: targets[0].Fn, Args: targets[0].Args, Sure: true}}
		}
		return []Callee{{Fn: graph.Original(fn), Args: common.Args, Sure: true}}
	}
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return nil
	}
	if common.IsInvoke() {
		return x.methodCallees(common)
	}
	return x.valueCallees(common.Value, common.Args)
}

// valueCallees returns the functions that a value may be.
func (x *Index) valueCallees(v ssa.Value, args []ssa.Value) []Callee {
	var callees []Callee
	values := []ssa.Value{v}
	if _, literal := v.(*ssa.MakeClosure); !literal {
		values = x.sources(v)
	}
	for _, value := range values {
		switch value.(type) {
		case *ssa.Function, *ssa.MakeClosure:
			targets, _ := spawn.Callees(&ssa.CallCommon{Value: value, Args: args})
			for _, t := range targets {
				callees = append(callees, Callee{Fn: t.Fn, Args: t.Args})
			}
		}
	}
	return few(callees)
}

// methodCallees returns the methods that a call through an interface may run:
// those of the values that it is seen to hold, or, where none is seen, those of
// the types of the package that are put into that interface.
func (x *Index) methodCallees(call *ssa.CallCommon) []Callee {
	var callees []Callee
	seen := map[*ssa.Function]bool{}
	add := func(t types.Type) {
		fn := x.methodOf(t, call.Method)
		if fn != nil && !seen[fn] {
			seen[fn] = true
			callees = append(callees, Callee{Fn: fn, Args: append([]ssa.Value{nil}, call.Args...), Through: fieldBehind(call.Value), Recv: call.Value})
		}
	}
	for _, value := range x.sources(call.Value) {
		add(value.Type())
	}
	if len(callees) == 0 {
		if named, ok := types.Unalias(call.Value.Type()).(*types.Named); ok && named.Obj().Pkg() == x.pass.Pkg {
			for _, t := range x.boxed[named.Origin().Obj()] {
				add(t)
			}
		}
	}
	return few(callees)
}

// methodOf returns the method of a concrete type of this package that a call of
// an interface method runs, or nil.
func (x *Index) methodOf(t types.Type, m *types.Func) *ssa.Function {
	if _, isInterface := t.Underlying().(*types.Interface); isInterface {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
	method, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	return x.starts.Funcs[0].Prog.FuncValue(method.Origin())
}

// fieldBehind returns the field that a value is loaded from, or nil.
func fieldBehind(v ssa.Value) *types.Var {
	load, ok := variable.Value(v).(*ssa.UnOp)
	if !ok {
		return nil
	}
	if addr, ok := load.X.(*ssa.FieldAddr); ok {
		return origin.FieldOf(addr)
	}
	return nil
}

// sources returns where a value may come from. A parameter of a function that
// other packages can call too is followed to the calls in this one.
func (x *Index) sources(v ssa.Value) []ssa.Value {
	var found []ssa.Value
	seen := map[ssa.Value]bool{v: true}
	for work := []ssa.Value{v}; len(work) > 0 && len(seen) < maxSources; {
		set := x.origins.Of(work[0])
		work = work[1:]
		for _, value := range set.Values {
			if field := elementOf(value); field != nil {
				for _, element := range x.elements[field] {
					if !seen[element] {
						seen[element] = true
						work = append(work, element)
					}
				}
				continue
			}
			p, ok := value.(*ssa.Parameter)
			if !ok {
				found = append(found, value)
				continue
			}
			lists, _ := x.origins.Args(p.Parent())
			i := slices.Index(p.Parent().Params, p)
			for _, args := range lists {
				if i >= 0 && i < len(args) && args[i] != nil && !seen[args[i]] {
					seen[args[i]] = true
					work = append(work, args[i])
				}
			}
		}
	}
	return found
}

func few(callees []Callee) []Callee {
	if len(callees) > maxDynamic {
		return nil
	}
	return callees
}
