package held

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
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
	field, base := fieldBehind(v)
	stores := x.stores[field]
	if field == nil {
		field, base = elementOf(v)
		stores = x.elements[field]
	}
	if field != nil {
		for _, s := range x.storedIn(stores) {
			add(variable.Value(s.val), s.base, base)
		}
	}
	for _, value := range x.sources(v) {
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
			c.Through, _ = fieldBehind(call.Value)
			if isPointer(t) && len(fn.Params) > 0 && types.Identical(fn.Params[0].Type(), t) {
				c.Args[0] = call.Value // no promoted method, nor one of a copy
			}
			callees = append(callees, c)
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

// sources returns where a value may come from. A parameter of a function that
// other packages can call too is followed to the calls in this one.
func (x *Index) sources(v ssa.Value) []ssa.Value {
	var found []ssa.Value
	seen := map[ssa.Value]bool{v: true}
	for work := []ssa.Value{v}; len(work) > 0 && len(seen) < maxSources; {
		set := x.origins.Of(work[0])
		work = work[1:]
		for _, value := range set.Values {
			if stored := x.stored(value); len(stored) > 0 {
				for _, v := range stored {
					if !seen[v] {
						seen[v] = true
						work = append(work, v)
					}
				}
				continue
			}
			p, ok := value.(*ssa.Parameter)
			if !ok {
				found = append(found, value)
				continue
			}
			lists := x.argsOf(p.Parent())
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

// stored returns what is put into the slice or map that the value is an element of,
// or into the field that it is loaded from, one that other packages may set as well.
func (x *Index) stored(v ssa.Value) (values []ssa.Value) {
	var stores []fieldStore
	if container := containerOf(v); container != nil {
		values = x.elementsOf(container)
		field, _ := fieldBehind(container)
		stores = x.elements[field]
	} else if field, _ := fieldBehind(v); field != nil {
		stores = x.stores[field]
	}
	for _, s := range stores {
		values = append(values, s.val)
	}
	return values
}

func few(callees []Callee) []Callee {
	if len(callees) > maxDynamic {
		return nil
	}
	return callees
}
