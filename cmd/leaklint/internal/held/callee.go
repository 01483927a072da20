package held

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxDynamic bounds how many functions a call through a function value or an
// interface is followed to. With more it is left alone.
const maxDynamic = 8

// A Callee is a function that a call may run before it returns.
type Callee struct {
	Fn   *ssa.Function
	Args []ssa.Value // the values of its parameters; nil where they are not known
	Sure bool        // it is the only one

	// Through is the field that holds the receiver of a call through an interface,
	// and Recv the receiver.
	Through *types.Var
	Recv    ssa.Value

	// there is, of a function that is called by a field, the object with the field
	// as it is named where the function is put there, and here as the call names it.
	there, here ssa.Value

	// another is the function whose variables it knows from another call: it is
	// a literal of that function, and comes to it as an argument.
	another *ssa.Function
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
		if run, ok := model.RunsOnce(fn); ok && run.Under != model.None {
			return x.valueCallees(common.Args[run.Arg], nil)
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

// valueCallees returns the functions that a value may be. One that is kept in a
// field knows the object with the field by the name that whoever put it there has
// for it.
func (x *Index) valueCallees(v ssa.Value, args []ssa.Value) []Callee {
	var callees []Callee
	seen := map[ssa.Value]bool{}
	add := func(value ssa.Value, there, here ssa.Value) {
		switch value.(type) {
		case *ssa.Function, *ssa.MakeClosure:
			if seen[value] {
				return
			}
			seen[value] = true
			targets, _ := spawn.Callees(&ssa.CallCommon{Value: value, Args: args})
			for _, t := range targets {
				callees = append(callees, Callee{Fn: t.Fn, Args: t.Args, there: there, here: here})
			}
		}
	}
	v = variable.Value(v)
	if _, literal := v.(*ssa.MakeClosure); literal {
		add(v, nil, nil)
		return callees
	}
	field, base := heap.FieldBehind(v)
	stored := x.heap.StoredIn
	if field == nil {
		field, base = heap.ElementOf(v)
		stored = x.heap.ElementsIn
	}
	if field != nil {
		for _, s := range stored(field) {
			add(variable.Value(s.Val), s.Base, base)
		}
	}
	for _, value := range x.heap.Sources(v) {
		add(value, nil, nil)
	}
	if p, ok := v.(*ssa.Parameter); ok {
		for i, c := range callees {
			if c.Fn.Parent() == p.Parent() {
				callees[i].another = p.Parent()
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
		fn := x.methodNamed(t, call.Method.Pkg(), call.Method.Name())
		if fn != nil && !seen[fn] {
			seen[fn] = true
			c := Callee{Fn: fn, Args: append([]ssa.Value{nil}, call.Args...), Recv: call.Value}
			c.Through, _ = heap.FieldBehind(call.Value)
			if heap.IsPointer(t) && len(fn.Params) > 0 && types.Identical(fn.Params[0].Type(), t) {
				c.Args[0] = call.Value // no promoted method, nor one of a copy
			}
			callees = append(callees, c)
		}
	}
	for _, value := range x.heap.Sources(call.Value) {
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

func few(callees []Callee) []Callee {
	if len(callees) > maxDynamic {
		return nil
	}
	return callees
}
