package owner

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// visitLoad follows the load of a variable; a load of the object itself copies it.
func (f *follower) visitLoad(a alias, load *ssa.UnOp) {
	switch {
	case load.Op != token.MUL:
	case a.role == cell:
		f.add(load, alias{role: object})
	case a.role == holder:
		f.add(load, a) // a struct that is put into another one
	default:
		f.mark(load, escapes)
	}
}

// visitStore follows the object into a variable, or a field of a new object.
func (f *follower) visitStore(v ssa.Value, a alias, store *ssa.Store) {
	if store.Val != v {
		return // something is stored in it
	}
	if c, ok := store.Addr.(*ssa.Alloc); ok {
		if a.role == holder && !isCell(c.Type()) {
			f.add(c, a)
			return
		}
		if a.role == closure {
			for _, load := range variable.UsesOf(c).Loads {
				f.add(load, a)
			}
			f.addCallers(c, a)
			return
		}
		f.add(c, alias{role: cell})
		return
	}
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok {
		if !printed(store.Addr) && !f.spread(store) {
			f.mark(store, escapes)
		}
		return
	}
	field := origin.FieldOf(addr)
	root, _ := rootOf(addr.X)
	if a.role != closure {
		f.fields = append(f.fields, keptField{field, store})
	}
	if f.own(root) || f.hold.pipe == PipeReader && isOutput(field) {
		return
	}
	if f.hold.pipe == PipeWriter || f.hold.isRows() || f.hold.pipe == PipeReader && !hasMethod(field.Type(), "Close") {
		f.mark(store, escapes) // it may be found there as an interface, or read to its end
		return
	}
	switch root := root.(type) {
	case *ssa.Alloc:
		if f.whole && len(f.fn.Params) > 0 && f.roots[0] == f.fn.Params[0] && f.fn.Signature.Recv() != nil {
			return // a method makes something that knows its receiver
		}
		if named := namedOf(root.Type()); named != nil && named.Obj().Pkg() == f.x.pass.Pkg && !isCell(root.Type()) {
			f.hold = f.hold.within(field)
			f.add(root, alias{role: holder})
			return
		}
	case *ssa.Parameter:
		f.into[root] = f.hold.within(field)
	}
	f.mark(store, escapes)
}

// addCallers adds the function literals that call what the variable holds: a cleanup,
// say, in the place of which another function is put when all has gone well.
func (f *follower) addCallers(c *ssa.Alloc, a alias) {
	for _, ref := range *c.Referrers() {
		made, ok := ref.(*ssa.MakeClosure)
		if !ok || made.Parent() != f.fn {
			continue
		}
		for _, load := range variable.UsesOf(c).Loads {
			if load.Parent() == made.Fn && slices.ContainsFunc(*load.Referrers(), func(use ssa.Instruction) bool {
				call, ok := use.(ssa.CallInstruction)
				return ok && call.Common().Value == load
			}) {
				f.add(made, a)
			}
		}
	}
}

// own reports whether v is a part of the object, or of one that holds it.
func (f *follower) own(v ssa.Value) bool {
	root, _ := rootOf(v)
	_, known := f.aliases[root]
	return known
}

// visitField follows the loads of a holder's field; those of the object's own
// fields matter only where other packages can do something with them.
func (f *follower) visitField(a alias, addr *ssa.FieldAddr) {
	field := origin.FieldOf(addr)
	for _, ref := range *addr.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok || load.Op != token.MUL || ref.Parent() != f.fn {
			continue
		}
		if a.role == holder && f.holds(field) {
			f.add(load, alias{role: object})
		} else if f.hold.isResponse() && !hasBody(field) {
			continue // its request, or the state of TLS
		} else if a.role == object && field != nil && field.Pkg() != f.x.pass.Pkg && handsOn(load) {
			f.mark(load, escapes)
		}
	}
}

// holds reports whether the followed object was put into the field.
func (f *follower) holds(field *types.Var) bool {
	for _, e := range f.hold.effects {
		if e.key == asKey(field) {
			return true
		}
	}
	return false
}

// handsOn reports whether what was loaded may be used to end the goroutine.
func handsOn(load *ssa.UnOp) bool {
	switch t := load.Type().Underlying().(type) {
	case *types.Chan:
		return t.Dir() != types.RecvOnly
	case *types.Pointer, *types.Interface, *types.Signature:
		return true
	}
	return false
}
