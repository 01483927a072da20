package owner

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A key stands for a channel, a function or an object wherever it is used in
// the package: the field that holds it (a *types.Var, the same for all objects
// of the type), or else the instruction that made it (an ssa.Value).
type key any

// fieldKey returns the field that v is loaded from or is the address of, or nil.
func fieldKey(v ssa.Value) *types.Var {
	switch v := v.(type) {
	case *ssa.UnOp:
		if addr, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL {
			return origin.FieldOf(addr)
		}
	case *ssa.FieldAddr:
		return origin.FieldOf(v)
	case *ssa.Field:
		if s, ok := v.X.Type().Underlying().(*types.Struct); ok {
			return s.Field(v.Field).Origin()
		}
	}
	return nil
}

// keyOf returns the key of a channel or a function; nil if it has none.
func (x *Index) keyOf(v ssa.Value) key {
	if f := fieldKey(v); f != nil {
		return f
	}
	v = variable.Value(v)
	if f := fieldKey(v); f != nil {
		return f
	}
	switch v.(type) {
	case *ssa.MakeChan, *ssa.Extract, *ssa.Call:
		return x.makerKey(v)
	}
	return nil
}

// objectKey returns the key of an object: the field that holds it, or what made
// it in a function of this package.
func objectKey(v ssa.Value) key {
	if f := fieldKey(v); f != nil {
		return f
	}
	switch v := variable.Value(v).(type) {
	case *ssa.Alloc, *ssa.Call, *ssa.Extract:
		return v
	}
	return nil
}

// keptIn returns the field in which a local object is kept too, or nil.
func (x *Index) keptIn(v ssa.Value) key {
	v = concrete(variable.Value(v))
	switch v.(type) {
	case *ssa.Extract, *ssa.Call, *ssa.Parameter, *ssa.Alloc:
		if f, ok := x.makerKey(v).(*types.Var); ok {
			return f
		}
	}
	return nil
}

// makerKey returns the field that the made value is stored in, or the value.
func (x *Index) makerKey(v ssa.Value) key {
	if k, ok := x.makers[v]; ok {
		return k
	}
	var k key = v
	if f := storedIn(v, 0); f != nil {
		k = f
	}
	x.makers[v] = k
	return k
}

// maxStored bounds through how many variables a value is followed to a field.
const maxStored = 3

// storedIn returns the first field that the value is stored in, or nil.
func storedIn(v ssa.Value, depth int) *types.Var {
	if v.Referrers() == nil || depth > maxStored {
		return nil
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface:
			if f := storedIn(ref.(ssa.Value), depth+1); f != nil {
				return f
			}
		case *ssa.Store:
			if ref.Val != v {
				continue
			}
			if addr, ok := ref.Addr.(*ssa.FieldAddr); ok {
				return origin.FieldOf(addr)
			}
			cell := variable.Addressed(ref.Addr)
			if cell == nil {
				continue
			}
			for _, load := range variable.UsesOf(cell).Loads {
				if f := storedIn(load, depth+1); f != nil {
					return f
				}
			}
		}
	}
	return nil
}

// rootOf returns the object that v is, or that it is a part of: an allocation,
// a parameter, a call, a captured variable. Of the address of a variable that is
// set once it is what the variable holds. Field is the innermost field on the
// way, nil if v is the object itself.
func rootOf(v ssa.Value) (root ssa.Value, field *types.Var) {
	for range 4 * maxStored {
		switch u := v.(type) {
		case *ssa.ChangeType:
			v = u.X
		case *ssa.ChangeInterface:
			v = u.X
		case *ssa.MakeInterface:
			v = u.X
		case *ssa.FieldAddr:
			if field == nil {
				field = origin.FieldOf(u)
			}
			v = u.X
		case *ssa.UnOp:
			if u.Op != token.MUL {
				return v, field
			}
			v = u.X
		case *ssa.Alloc:
			held := heldBy(u)
			if held == nil {
				return u, field
			}
			v = held
		default:
			return v, field
		}
	}
	return v, field
}

// heldBy returns what a variable holds if that is set once, in its own function.
func heldBy(v *ssa.Alloc) ssa.Value {
	if !isCell(v.Type()) {
		return nil
	}
	uses := variable.UsesOf(v)
	if !uses.All || len(uses.Stores) != 1 || uses.Stores[0].Parent() != v.Parent() {
		return nil
	}
	return uses.Stores[0].Val
}

// namedOf returns the named type that t is, or points to, also through a
// variable's address; nil if it has no name.
func namedOf(t types.Type) *types.Named {
	for range 2 {
		p, ok := types.Unalias(t).Underlying().(*types.Pointer)
		if !ok {
			break
		}
		t = p.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	if named == nil {
		return nil
	}
	return named.Origin()
}

// isCell reports whether t is the type of a variable's address that holds
// something to follow, rather than that of the object.
func isCell(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	switch p.Elem().Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature, *types.Chan:
		return true
	}
	return false
}
