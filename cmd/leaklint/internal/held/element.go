package held

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
)

// collectElement notes what is put into the slices and maps that fields hold: a
// list of listeners, a table of handlers.
func (x *Index) collectElement(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		if field := fieldBehind(instr.Map); field != nil && mayCall(instr.Value.Type()) {
			x.elements[field] = append(x.elements[field], instr.Value)
		}
	case *ssa.Store:
		addr, ok := instr.Addr.(*ssa.FieldAddr)
		if !ok {
			return
		}
		call, ok := instr.Val.(*ssa.Call)
		if !ok || len(call.Call.Args) != 2 {
			return
		}
		if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
			return
		}
		if field := origin.FieldOf(addr); field != nil {
			x.elements[field] = append(x.elements[field], appended(call.Call.Args[1])...)
		}
	}
}

// appended returns the values that a call of append adds one by one.
func appended(list ssa.Value) (values []ssa.Value) {
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
			if store, ok := use.(*ssa.Store); ok && store.Addr == addr && mayCall(store.Val.Type()) {
				values = append(values, store.Val)
			}
		}
	}
	return values
}

// mayCall reports whether a value of the type is a function or has methods that
// are called through an interface.
func mayCall(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Interface:
		return true
	}
	return false
}

// elementOf returns the field whose slice or map the value is an element of, or
// nil.
func elementOf(v ssa.Value) *types.Var {
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
	return nil
}
