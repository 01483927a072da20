package held

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

// A fieldStore is that a value is put into a field of an object, or into the slice
// or map that the field holds.
type fieldStore struct {
	base ssa.Value // the pointer to the object
	val  ssa.Value
}

// collectStore notes what is put into fields, and into the slices and maps that
// fields hold: a list of listeners, a table of handlers.
func (x *Index) collectStore(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		if field, base := fieldBehind(instr.Map); field != nil && isReference(instr.Value.Type()) {
			x.elements[field] = append(x.elements[field], fieldStore{base, instr.Value})
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
		if isReference(instr.Val.Type()) {
			x.stores[field] = append(x.stores[field], fieldStore{addr.X, instr.Val})
		}
		for _, val := range appended(instr.Val) {
			x.elements[field] = append(x.elements[field], fieldStore{addr.X, val})
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
			if store, ok := use.(*ssa.Store); ok && store.Addr == addr && isReference(store.Val.Type()) {
				values = append(values, store.Val)
			}
		}
	}
	return values
}

// isReference reports whether a value of the type leads to an object that others
// know too: a pointer, a function, or an interface.
func isReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// elementOf returns the field whose slice or map the value is an element of, and
// the object with the field; nil if it is none.
func elementOf(v ssa.Value) (*types.Var, ssa.Value) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if addr, ok := v.X.(*ssa.IndexAddr); ok {
			return fieldBehind(addr.X)
		}
	case *ssa.Lookup:
		return fieldBehind(v.X)
	case *ssa.Extract:
		switch tuple := v.Tuple.(type) {
		case *ssa.Lookup:
			return fieldBehind(tuple.X)
		case *ssa.Next:
			if r, ok := tuple.Iter.(*ssa.Range); ok {
				return fieldBehind(r.X)
			}
		}
	}
	return nil, nil
}

// fieldBehind returns the field that a value is loaded from and the object with
// it; nil if it is no load of a field.
func fieldBehind(v ssa.Value) (*types.Var, ssa.Value) {
	load, ok := variable.Value(v).(*ssa.UnOp)
	if !ok {
		return nil, nil
	}
	if addr, ok := load.X.(*ssa.FieldAddr); ok {
		return origin.FieldOf(addr), addr.X
	}
	return nil, nil
}

// storedIn returns what is put into the field, or into what it holds, as those know
// it who put it there: the callers of a setter, where the object and the value are
// parameters. Nothing is returned where there are too many of them.
func (x *Index) storedIn(stores []fieldStore) []fieldStore {
	var found []fieldStore
	for _, s := range stores {
		val := variable.Value(s.val)
		if c, ok := val.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		param, ok := val.(*ssa.Parameter)
		if !ok {
			found = append(found, s)
			continue
		}
		lists, _ := x.origins.Args(param.Parent())
		for _, args := range lists {
			i := slices.Index(param.Parent().Params, param)
			if i >= len(args) || args[i] == nil {
				continue
			}
			base := s.base
			if at, ok := variable.Value(base).(*ssa.Parameter); ok && at.Parent() == param.Parent() {
				if j := slices.Index(at.Parent().Params, at); j < len(args) && args[j] != nil {
					base = args[j]
				}
			}
			found = append(found, fieldStore{base, args[i]})
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
