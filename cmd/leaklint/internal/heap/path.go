package heap

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxFields bounds how long an access path may be.
const maxFields = 8

// A Path is how a function names an object: a value to start from and the fields
// that lead from there to it. Two equal paths in one execution of a function are one
// object, as long as no part of the path is set to something else.
type Path struct {
	Root   ssa.Value // a parameter, a package variable, a local variable, or another value
	Fields string    // ".client.mu"; empty if the root is the object

	// Param is the number of the parameter to start from, counted from 1, in the
	// summary of a function of another package, whose parameters have no values.
	Param int
}

// Under reports whether the path starts with the other one, so that what is
// stored there changes which object it is.
func (p Path) Under(prefix Path) bool {
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

// Plus returns the path with more fields.
func (p Path) Plus(fields string) Path {
	p.Fields += fields
	return p
}

// PathOf returns the path of an address, a pointer, or an interface that holds one:
// through loads and fields, the variables that a closure captures, the results of
// getters, and choices of which all lead the same way.
func PathOf(v ssa.Value) Path { return namer{}.path(v, 0) }

// A namer finds paths: with an index, also that of what was put into a field last.
type namer struct{ x *Index }

func (n namer) path(v ssa.Value, depth int) Path {
	v = variable.Value(v)
	if depth > maxFields {
		return Path{Root: v}
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return n.path(v.X, depth+1).Plus("." + FieldName(v))
	case *ssa.UnOp:
		if v.Op != token.MUL {
			break
		}
		switch addr := v.X.(type) {
		case *ssa.FieldAddr:
			if made := n.x.madeFor(v); made != nil {
				return n.path(made, depth+1)
			}
			return n.path(addr, depth+1)
		case *ssa.Global:
			return Path{Root: addr}
		}
		if cell := variable.Addressed(v.X); cell != nil {
			return Path{Root: cell, Fields: contents} // a variable that is set more than once
		}
	case *ssa.MakeInterface:
		if IsPointer(v.X.Type()) {
			return n.path(v.X, depth+1) // the same object
		}
	case *ssa.ChangeInterface:
		return n.path(v.X, depth+1)
	case *ssa.Phi:
		if p, ok := n.agreed(v, depth+1); ok {
			return p
		}
	case *ssa.Call:
		if mutex := ReaderOf(v); mutex != nil {
			return n.path(mutex, depth+1)
		}
		if p, ok := n.result(v, 0, depth+1); ok {
			return p
		}
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			if p, ok := n.result(call, v.Index, depth+1); ok {
				return p
			}
		}
	}
	return Path{Root: v}
}

// agreed returns the path that all edges of a choice have.
func (n namer) agreed(phi *ssa.Phi, depth int) (p Path, ok bool) {
	for i, edge := range phi.Edges {
		at := n.path(edge, depth)
		if i > 0 && at != p || at.Root == phi {
			return Path{}, false
		}
		p = at
	}
	return p, true
}

// contents stands, in a path, for what a variable holds.
const contents = ".*"
