package heap

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// An Answer says whether two names mean one object.
type Answer int

// The answers. Who asks decides which of them it needs: that a lock is asked for by
// who holds it, that it is released, and that whoever answers needs it takes Yes; a
// counterpart that silences takes all but No.
const (
	Maybe Answer = iota // it is not known, as for names of two functions
	Yes                 // one name in one execution, or two that are seen to lead to one
	Other               // two names of one function that are not seen to lead to one object
	No                  // one of the two is made where the other one was there before
)

// Same reports whether two names mean one object. Those of two functions are compared
// where all who call the inner one give it the same; else nothing is known of them,
// since each may run in a goroutine of its own.
func (x *Index) Same(a, b Path) Answer {
	x.mu.Lock()
	defer x.mu.Unlock()
	a, b = x.outer(a), x.outer(b)
	switch {
	case a.Root == nil || b.Root == nil:
		return Maybe
	case a == b:
		return Yes
	case !inOneFunction(a.Root, b.Root):
		return Maybe
	case x.apart(a, b) || x.apart(b, a):
		return No
	}
	return Other
}

// inOneFunction reports whether the two are values of one function, or of literals in
// it, or package variables.
func inOneFunction(a, b ssa.Value) bool {
	if a.Parent() == nil || b.Parent() == nil {
		return a.Parent() == nil && b.Parent() == nil
	}
	return graph.Declared(a.Parent()) == graph.Declared(b.Parent())
}

// apart reports whether the first path is a part of an object that was made when the
// one of the second was there, as a parameter, or is made by itself.
func (x *Index) apart(made, other Path) bool {
	if made.Root == other.Root || !made.isPart() || !other.isPart() || !x.isNew(made.Root) {
		return false
	}
	_, given := other.Root.(*ssa.Parameter)
	return given && graph.Contains(other.Root.Parent(), made.Root.Parent()) || x.isNew(other.Root)
}

// outer returns the path by which those name an object who call the function of the
// name, as far as all of them call it with the same.
func (x *Index) outer(p Path) Path {
	for range maxFields {
		param, ok := p.Root.(*ssa.Parameter)
		if !ok {
			return p
		}
		lists, all := x.origins.Args(param.Parent())
		if !all || len(lists) != 1 {
			return p
		}
		i := slices.Index(param.Parent().Params, param)
		if i < 0 || i >= len(lists[0]) || lists[0][i] == nil {
			return p
		}
		p = x.resolve(x.pathTo(lists[0][i]).Plus(p.Fields))
	}
	return p
}

// Made reports whether the path leads to a part of an object that the function
// makes, itself or by a constructor: it is none that came in.
func (x *Index) Made(p Path, fn *ssa.Function) bool {
	if p.Root == nil || p.Fields == "" || strings.HasPrefix(p.Fields, contents) || p.Root.Parent() != fn {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.isNew(p.Root)
}

// isNew reports whether the value is an object that its function makes, or gets from
// a constructor.
func (x *Index) isNew(v ssa.Value) bool {
	for range maxFields {
		call, i := (*ssa.Call)(nil), 0
		switch made := v.(type) {
		case *ssa.Alloc:
			return true
		case *ssa.Call:
			call = made
		case *ssa.Extract:
			call, _ = made.Tuple.(*ssa.Call)
			i = made.Index
		}
		if call == nil {
			return false
		}
		if v = newOf(call, i); v == nil {
			return false
		}
	}
	return false
}

// madeFor returns the new object that was put last into the field that is loaded; nil
// if there is none.
func (x *Index) madeFor(load *ssa.UnOp) ssa.Value {
	if x == nil {
		return nil
	}
	if v := x.lastSet(load); v != nil && x.isNew(v) {
		return v
	}
	return nil
}
