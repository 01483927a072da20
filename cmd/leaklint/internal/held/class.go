package held

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Path is how a function names a lock.
type Path = heap.Path

// A Class is what all locks in the same role share: the field of a type, a
// package variable, or a local variable that closures share. The zero Class is
// that of a lock whose role is not known.
type Class struct {
	Local ssa.Value // the variable, for a local one; else nil
	Name  string    // "example.com/p.server.mu", "example.com/p.mu"; the variable's name for a local one
}

// Known reports whether the role of the lock is known.
func (c Class) Known() bool { return c.Local != nil || c.Name != "" }

// Short returns the name without the folders of the import path.
func (c Class) Short() string {
	name := c.Name[strings.LastIndexByte(c.Name, '/')+1:]
	return strings.TrimSuffix(strings.TrimSuffix(name, ".RWMutex"), ".Mutex")
}

// A lockID is a path and the class of the lock that it leads to.
type lockID struct {
	Path
	Class Class
	Open  bool // code outside the package can name the lock
	Base  ssa.Value
}

// identify returns the lock at an address, or that an interface holds.
func identify(v ssa.Value) lockID {
	v = variable.Value(v)
	id := lockID{Path: heap.PathOf(v)}
	id.Class, id.Open, id.Base = classOf(v)
	if !id.Class.Known() {
		if a, ok := id.Root.(*ssa.Alloc); ok && id.Fields == "" {
			id.Class = Class{Local: a, Name: a.Comment}
		}
	}
	return id
}

// classOf returns the class of the lock at an address, as far as the address
// itself tells, whether other packages can name it, and the object it is part of.
func classOf(v ssa.Value) (c Class, open bool, base ssa.Value) {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X // a field or variable that holds a pointer to a lock
	}
	names, exported := "", true
	for {
		switch a := v.(type) {
		case *ssa.FieldAddr:
			name := heap.FieldName(a)
			names = "." + name + names
			exported = exported && token.IsExported(name)
			if owner := heap.NamedOf(a.X.Type()); owner != nil {
				if isType(a.X.Type(), "Cond") && names == ".L" {
					c, open, base = classOf(variable.Value(a.X))
					c.Name += ".L"
					return c, open, base
				}
				return Class{Name: typeName(owner) + names}, exported && owner.Exported() && owner.Pkg() != nil && owner.Pkg().Name() != "main", a.X
			}
			v = variable.Value(a.X)
			continue
		case *ssa.Global:
			if a.Pkg != nil {
				return Class{Name: a.Pkg.Pkg.Path() + "." + a.Name() + names}, exported && token.IsExported(a.Name()) && a.Pkg.Pkg.Name() != "main", nil
			}
		case *ssa.Alloc:
			return Class{Local: a, Name: a.Comment + names}, false, nil
		}
		if c, base := classOfElement(v); names == "" && c.Known() {
			return c, false, base
		}
		return Class{}, true, nil
	}
}

// classOfElement returns the class of the locks in the slice or map of a field, of
// which the value is one, and the object with the field.
func classOfElement(v ssa.Value) (c Class, base ssa.Value) {
	container := heap.ContainerOf(v)
	if addr, ok := v.(*ssa.IndexAddr); ok {
		container = addr.X
	}
	if container == nil {
		return Class{}, nil
	}
	field, base := heap.FieldBehind(container)
	if field == nil || heap.NamedOf(base.Type()) == nil {
		return Class{}, nil
	}
	return Class{Name: typeName(heap.NamedOf(base.Type())) + "." + field.Name() + "[]"}, base
}

func typeName(t *types.TypeName) string {
	if t.Pkg() == nil {
		return t.Name()
	}
	return t.Pkg().Path() + "." + t.Name()
}

// ClassOf returns the class of what a pointer into a struct or variable points
// to, and whether code outside the package can name it.
func ClassOf(v ssa.Value) (c Class, open bool) {
	id := identify(v)
	if call, ok := id.Root.(*ssa.Call); ok && id.Fields == "" && !id.Class.Known() {
		return Class{Local: call, Name: localName(call)}, !onlyMethods(call)
	}
	return id.Class, id.Open
}

// localName returns the name of the variable that holds the result of a call.
func localName(call *ssa.Call) string {
	for _, ref := range *call.Referrers() {
		if s, ok := ref.(*ssa.Store); ok {
			if a, ok := s.Addr.(*ssa.Alloc); ok && a.Comment != "" {
				return a.Comment
			}
		}
	}
	return "the condition"
}

// onlyMethods reports whether nothing is done with what a call returns but to
// call its methods, to look at its fields and to keep it in a local variable.
func onlyMethods(call *ssa.Call) bool {
	for _, ref := range *call.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr, *ssa.DebugRef:
		case *ssa.Store:
			if a, ok := ref.Addr.(*ssa.Alloc); !ok || !variable.UsesOf(a).All {
				return false
			}
		case ssa.CallInstruction:
			if fn := ref.Common().StaticCallee(); fn == nil || fn.Signature.Recv() == nil || ref.Common().Args[0] != call {
				return false
			}
		default:
			return false
		}
	}
	return true
}
