package heap

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// NamedOf returns the named type that a pointer type points to, or nil.
func NamedOf(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// IsPointer reports whether the type is that of a pointer.
func IsPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// FieldName returns the name of the field whose address it is.
func FieldName(addr *ssa.FieldAddr) string {
	if s := StructOf(addr.X.Type()); s != nil {
		return s.Field(addr.Field).Name()
	}
	return "?"
}

// StructOf returns the struct that a pointer type points to, or nil.
func StructOf(t types.Type) *types.Struct {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, _ := p.Elem().Underlying().(*types.Struct)
	return s
}
