package held

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxFields bounds how long an access path may be.
const maxFields = 8

// A Path is how a function names a lock: a value to start from and the fields
// that lead from there to the lock. Two equal paths in one execution of a
// function are one lock, as long as no part of the path is set to something else.
type Path struct {
	Root   ssa.Value // a parameter, a package variable, a local variable, or another value
	Fields string    // ".client.mu"; empty if the root is the lock

	// Param is the number of the parameter to start from, counted from 1, in the
	// summary of a function of another package, whose parameters have no values.
	Param int
}

// under reports whether the path starts with the other one, so that what is
// stored there changes which lock it is.
func (p Path) under(prefix Path) bool {
	if p.Root != prefix.Root || !strings.HasPrefix(p.Fields, prefix.Fields) {
		return false
	}
	rest := p.Fields[len(prefix.Fields):]
	return rest == "" || rest[0] == '.'
}

// Name returns the path as the source writes it, as far as that is known.
func (p Path) Name() string {
	name := "the lock"
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		name = root.Name()
	case *ssa.Global:
		name = root.Name()
	case *ssa.Alloc:
		name = root.Comment
		if name == "" || name == "new" || name == "complit" || strings.Contains(name, " ") {
			name = "the lock"
		}
	}
	fields := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(p.Fields, contents), ".RWMutex"), ".Mutex")
	if name == "the lock" && fields != "" {
		return fields[1:]
	}
	return name + fields
}

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
	id := lockID{Path: pathOf(v, 0)}
	id.Class, id.Open, id.Base = classOf(v)
	if !id.Class.Known() {
		if a, ok := id.Root.(*ssa.Alloc); ok && id.Fields == "" {
			id.Class = Class{Local: a, Name: a.Comment}
		}
	}
	return id
}

// pathOf returns the path of an address or pointer.
func pathOf(v ssa.Value, depth int) Path {
	v = variable.Value(v)
	if depth > maxFields {
		return Path{Root: v}
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		p := pathOf(v.X, depth+1)
		p.Fields += "." + fieldName(v)
		return p
	case *ssa.UnOp:
		if v.Op != token.MUL {
			break
		}
		switch addr := v.X.(type) {
		case *ssa.FieldAddr:
			return pathOf(addr, depth+1)
		case *ssa.Global:
			return Path{Root: addr}
		}
		if cell := variable.Addressed(v.X); cell != nil {
			return Path{Root: cell, Fields: contents} // a variable that is set more than once
		}
	case *ssa.MakeInterface:
		if isPointer(v.X.Type()) {
			return pathOf(v.X, depth+1) // the same object
		}
	case *ssa.ChangeInterface:
		return pathOf(v.X, depth+1)
	case *ssa.Call:
		if mutex := readerOf(v); mutex != nil {
			return pathOf(mutex, depth+1)
		}
	}
	return Path{Root: v}
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// contents stands, in a path, for what a variable holds.
const contents = ".*"

func fieldName(addr *ssa.FieldAddr) string {
	if s := structOf(addr.X.Type()); s != nil {
		return s.Field(addr.Field).Name()
	}
	return "?"
}

// structOf returns the struct that a pointer type points to, or nil.
func structOf(t types.Type) *types.Struct {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, _ := p.Elem().Underlying().(*types.Struct)
	return s
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
			name := fieldName(a)
			names = "." + name + names
			exported = exported && token.IsExported(name)
			if owner := namedOf(a.X.Type()); owner != nil {
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
	container := containerOf(v)
	if addr, ok := v.(*ssa.IndexAddr); ok {
		container = addr.X
	}
	if container == nil {
		return Class{}, nil
	}
	field, base := fieldBehind(container)
	if field == nil || namedOf(base.Type()) == nil {
		return Class{}, nil
	}
	return Class{Name: typeName(namedOf(base.Type())) + "." + field.Name() + "[]"}, base
}

// namedOf returns the named type that a pointer type points to, or nil.
func namedOf(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
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
