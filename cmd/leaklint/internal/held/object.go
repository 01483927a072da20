package held

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// sameObject returns the lock that is held and that the one asked for is, though
// the two have different names: it belongs to an object that is reached by a field
// of another object, a field that points back. Both must come from one place that
// makes such objects, and an object must not know others of its own type.
func (w *walker) sameObject(s *state, a Acquire) (Held, bool) {
	x := w.x
	if a.Through == nil && !foreign(a.Path.Root, w.fn) || a.Base == nil || !a.Class.Known() || len(a.Calls) == 0 {
		return Held{}, false
	}
	for _, h := range s.held {
		if h.Class != a.Class || h.Base == nil || h.Base == a.Base {
			continue
		}
		owner := heap.NamedOf(h.Base.Type())
		if owner == nil || a.Through != nil && owner == ownerOf(a.Through, h.Base) || knowsItsLike(owner) {
			continue
		}
		if o := x.heap.Allocation(h.Base); o != nil && o == x.heap.Allocation(a.Base) {
			return h, true
		}
	}
	return Held{}, false
}

// mayBe reports whether two locks have one part, and are not seen to be those of two
// objects.
func (x *Index) mayBe(a, b Lock) bool {
	return a.Class.Known() && a.Class == b.Class && x.heap.Same(a.Path, b.Path) != heap.No
}

// Another reports whether one function names two locks in two ways that are not seen
// to lead to one object, so that the one need not be the other.
func (x *Index) Another(a, b Lock) bool { return x.heap.Same(a.Path, b.Path) >= heap.Other }

// Contradicts reports whether two relations of locks are not those of the same two.
func (x *Index) Contradicts(one, other heap.Relation) bool { return x.heap.Contradicts(one, other) }

// New reports whether the lock is one of an object that the function makes, or one
// that it calls: nobody else has it yet.
func (x *Index) New(l Lock, fn *ssa.Function) bool { return x.heap.Made(l.Path, fn) }

// Within returns the lock as the caller of a function names it.
func (x *Index) Within(l Lock, c Callee) Lock {
	x.mu.Lock()
	defer x.mu.Unlock()
	l.Path = x.within(l.Path, c)
	return l
}

// foreign reports whether a path from the value names nothing in the function: it
// was lost, or starts at a variable that a callback captured elsewhere.
func foreign(root ssa.Value, fn *ssa.Function) bool {
	if root == nil {
		return true
	}
	parent := root.Parent()
	return parent != nil && parent != fn && parent != fn.Parent()
}

// ownerOf returns the type of base if the field is one of it, else nil.
func ownerOf(field *types.Var, base ssa.Value) *types.TypeName {
	s := heap.StructOf(base.Type())
	for i := range s.NumFields() {
		if s.Field(i).Origin() == field {
			return heap.NamedOf(base.Type())
		}
	}
	return nil
}

// knowsItsLike reports whether a field of the type can hold another object of the
// type: a pointer, a collection of them, or an interface that it implements.
func knowsItsLike(t *types.TypeName) bool {
	s, ok := t.Type().Underlying().(*types.Struct)
	if !ok {
		return true
	}
	pointer := types.NewPointer(t.Type())
	for i := range s.NumFields() {
		field := s.Field(i).Type()
		switch u := field.Underlying().(type) {
		case *types.Slice:
			field = u.Elem()
		case *types.Map:
			field = u.Elem()
		}
		if types.Identical(field, pointer) {
			return true
		}
		if i, ok := field.Underlying().(*types.Interface); ok && i.NumMethods() > 0 && types.Implements(pointer, i) {
			return true
		}
	}
	return false
}

// Owner returns the type of the object that the lock is a part of: of a struct that
// others embed, the type that embeds it, as far as that is known. It is nil if
// nobody knows.
func (l Lock) Owner() *types.TypeName {
	if l.Object == nil {
		return nil
	}
	return heap.NamedOf(l.Object.Type())
}

// isLocal reports whether the lock is in a variable of the function.
func (l Lock) isLocal(fn *ssa.Function) bool {
	v, ok := l.Path.Root.(*ssa.Alloc)
	if !ok {
		v, ok = l.Class.Local.(*ssa.Alloc)
	}
	return ok && v.Parent() == fn
}

// whole returns the object that the caller gives for the one of the function, where
// that is a parameter. An interface tells less than the parameter.
func (c Callee) whole(object ssa.Value) ssa.Value {
	p, ok := object.(*ssa.Parameter)
	if !ok || p.Parent() != c.Fn {
		return object
	}
	i := slices.Index(c.Fn.Params, p)
	if i >= len(c.Args) || c.Args[i] == nil || types.IsInterface(c.Args[i].Type()) {
		return object
	}
	return wholeOf(variable.Value(c.Args[i]))
}

// wholeOf returns the object that embeds a struct, or a pointer to it; or the struct.
func wholeOf(base ssa.Value) ssa.Value {
	for {
		field, object := heap.FieldBehind(base)
		if addr, ok := base.(*ssa.FieldAddr); ok {
			field, object = origin.FieldOf(addr), addr.X
		}
		if field == nil || !field.Embedded() {
			return base
		}
		base = variable.Value(object)
	}
}
