package heap

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxStores bounds how many stores to one field are looked at. With more nothing
// is concluded from them.
const maxStores = 8

// A Store is that a value is put into a field of an object, or into the slice
// or map that the field holds.
type Store struct {
	Base ssa.Value // the pointer to the object
	Val  ssa.Value

	at *ssa.Store // nil for what is put into a slice or map
}

// collectStore notes what is put into fields, and into the slices and maps that
// fields hold: a list of listeners, a table of handlers.
func (x *Index) collectStore(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		if !IsReference(instr.Value.Type()) {
			return
		}
		if field, base := FieldBehind(instr.Map); field != nil {
			x.elements[field] = append(x.elements[field], Store{Base: base, Val: instr.Value})
		}
		for _, m := range x.origins.Of(instr.Map).Values {
			x.contents[m] = append(x.contents[m], instr.Value)
		}
	case *ssa.Store:
		addr, ok := instr.Addr.(*ssa.FieldAddr)
		if !ok {
			return
		}
		field := origin.FieldOf(addr)
		if field == nil {
			return
		}
		if !isLocal(addr.X) {
			x.writers[field] = append(x.writers[field], instr.Parent())
		}
		if IsReference(instr.Val.Type()) {
			x.stores[field] = append(x.stores[field], Store{Base: addr.X, Val: instr.Val, at: instr})
		}
		for _, val := range appended(instr.Val) {
			x.elements[field] = append(x.elements[field], Store{Base: addr.X, Val: val})
		}
	}
}

// appended returns the values that a call of append adds one by one, or that a
// slice literal lists.
func appended(list ssa.Value) (values []ssa.Value) {
	if call, ok := list.(*ssa.Call); ok && len(call.Call.Args) == 2 {
		if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
			return nil
		}
		list = call.Call.Args[1]
	}
	slice, ok := list.(*ssa.Slice)
	if !ok {
		return nil
	}
	array, ok := slice.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, ref := range *array.Referrers() {
		addr, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, use := range *addr.Referrers() {
			if store, ok := use.(*ssa.Store); ok && store.Addr == addr && IsReference(store.Val.Type()) {
				values = append(values, store.Val)
			}
		}
	}
	return values
}

// IsReference reports whether a value of the type leads to an object that others
// know too: a pointer, a function, or an interface.
func IsReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// elementsOf returns what is put into a slice or map, as far as the functions show
// it that make it or add to it.
func (x *Index) elementsOf(container ssa.Value) (elements []ssa.Value) {
	seen := map[ssa.Value]bool{container: true}
	for work := []ssa.Value{container}; len(work) > 0 && len(seen) < maxSources; {
		set := x.origins.Of(work[0])
		work = work[1:]
		for _, v := range set.Values {
			elements = append(elements, x.contents[v]...)
			elements = append(elements, appended(v)...)
			call, ok := v.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" && !seen[call.Call.Args[0]] {
				seen[call.Call.Args[0]] = true
				work = append(work, call.Call.Args[0])
			}
		}
	}
	return elements
}

// ElementOf returns the field whose slice or map the value is an element of, and
// the object with the field; nil if it is none.
func ElementOf(v ssa.Value) (*types.Var, ssa.Value) {
	if c := ContainerOf(v); c != nil {
		return FieldBehind(c)
	}
	return nil, nil
}

// ContainerOf returns the slice or map that the value is an element of, or nil.
func ContainerOf(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.UnOp:
		if addr, ok := v.X.(*ssa.IndexAddr); ok {
			return addr.X
		}
	case *ssa.Lookup:
		return v.X
	case *ssa.Extract:
		switch tuple := v.Tuple.(type) {
		case *ssa.Lookup:
			return tuple.X
		case *ssa.Next:
			if r, ok := tuple.Iter.(*ssa.Range); ok {
				return r.X
			}
		}
	}
	return nil
}

// FieldBehind returns the field that a value is loaded from and the object with
// it; nil if it is no load of a field.
func FieldBehind(v ssa.Value) (*types.Var, ssa.Value) {
	load, ok := variable.Value(v).(*ssa.UnOp)
	if !ok {
		return nil, nil
	}
	if addr, ok := load.X.(*ssa.FieldAddr); ok {
		return origin.FieldOf(addr), addr.X
	}
	return nil, nil
}

// StoredIn returns what is put into the field, as those know it who put it there.
// Nothing is returned where there are too many of them.
func (x *Index) StoredIn(field *types.Var) []Store { return x.storedIn(x.stores[field]) }

// ElementsIn is [Index.StoredIn] for the slice or map that the field holds.
func (x *Index) ElementsIn(field *types.Var) []Store { return x.storedIn(x.elements[field]) }

// storedIn returns what is put into the field, or into what it holds, as those know
// it who put it there: the callers of a setter, where the object and the value are
// parameters. Nothing is returned where there are too many of them.
func (x *Index) storedIn(stores []Store) []Store {
	var found []Store
	for _, s := range stores {
		val := variable.Value(s.Val)
		if c, ok := val.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		param, ok := val.(*ssa.Parameter)
		if !ok {
			found = append(found, s)
			continue
		}
		lists := x.ArgsOf(param.Parent())
		for _, args := range lists {
			i := slices.Index(param.Parent().Params, param)
			if i >= len(args) || args[i] == nil {
				continue
			}
			base := s.Base
			if at, ok := variable.Value(base).(*ssa.Parameter); ok && at.Parent() == param.Parent() {
				if j := slices.Index(at.Parent().Params, at); j < len(args) && args[j] != nil {
					base = args[j]
				}
			}
			found = append(found, Store{Base: base, Val: args[i]})
		}
		if len(lists) == 0 {
			found = append(found, s)
		}
	}
	if len(found) > maxStores {
		return nil
	}
	return found
}

// ArgsOf returns the arguments of the calls of a function in the package, the
// receiver first: by its name, and through interfaces that its type implements.
func (x *Index) ArgsOf(fn *ssa.Function) [][]ssa.Value {
	lists, _ := x.origins.Args(fn)
	recv := fn.Signature.Recv()
	if recv == nil {
		return lists
	}
	lists = slices.Clone(lists)
	for _, call := range x.invokes[fn.Name()] {
		i, ok := call.Value.Type().Underlying().(*types.Interface)
		if ok && types.Implements(recv.Type(), i) {
			lists = append(lists, append([]ssa.Value{call.Value}, call.Args...))
		}
	}
	return lists
}
