package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// fieldOf returns the entry of field number i of the struct type t, or of what
// t points to.
func (ix *Index) fieldOf(t types.Type, i int) *field {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok { // a type parameter
		return &field{exposed: true}
	}
	v := s.Field(i).Origin()
	f := ix.fields[v]
	if f == nil {
		f = &field{exposed: v.Pkg() != ix.pkg || v.Exported() && !ix.hidden(t)}
		ix.fields[v] = f
	}
	return f
}

// hidden reports whether other packages cannot name the struct type, and so
// seldom reach its exported fields: it is unexported or has no name.
func (ix *Index) hidden(t types.Type) bool {
	if ix.pkg.Name() == "main" {
		return true
	}
	named, ok := types.Unalias(t).(*types.Named)
	return !ok || !named.Obj().Exported()
}

// addFieldAddr indexes the loads and stores through the address of a field. An
// address that goes elsewhere exposes the field.
func (ix *Index) addFieldAddr(addr *ssa.FieldAddr) {
	f := ix.fieldOf(addr.X.Type(), addr.Field)
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			f.loads = append(f.loads, access{ref, objectOf(addr.X)})
		case *ssa.Store:
			if ref.Addr == addr {
				f.stores = append(f.stores, access{ref.Val, objectOf(addr.X)})
			} else {
				f.exposed = true
			}
		case *ssa.DebugRef:
		case *ssa.FieldAddr, *ssa.IndexAddr: // a part of the field
		default:
			f.exposed = true
		}
	}
}

// objectOf returns the allocation that a pointer to a struct points to, or nil
// if that is not evident, or if the struct is copied as a whole, so that a field
// may come from another one.
func objectOf(pointer ssa.Value) ssa.Value {
	a, ok := variable.Value(pointer).(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == a {
				return nil
			}
		case *ssa.UnOp, *ssa.Phi:
			return nil
		}
	}
	return a
}

// FieldVar returns the field that an instruction loads, or nil.
func FieldVar(load ssa.Value) *types.Var {
	switch load := load.(type) {
	case *ssa.Field:
		return structField(load.X.Type(), load.Field)
	case *ssa.UnOp:
		if addr, ok := load.X.(*ssa.FieldAddr); ok {
			return structField(addr.X.Type(), addr.Field)
		}
	}
	return nil
}

func structField(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		return s.Field(i).Origin()
	}
	return nil
}
