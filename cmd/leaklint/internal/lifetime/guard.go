package lifetime

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// guardedByGlobal reports whether the block is only reached after a test of a
// package variable: the if instance == nil, !started, or CompareAndSwap of a
// singleton, or a look into a package's registry.
func guardedByGlobal(b *ssa.BasicBlock) bool {
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		// The block depends on the test if one of the two ways avoids it.
		if readsGlobal(branch.Cond) && avoids(d.Succs[0], b) != avoids(d.Succs[1], b) {
			return true
		}
	}
	return false
}

// avoids reports whether some path from the block from leaves the function
// without passing b.
func avoids(from, b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{b: true}
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		if len(n.Succs) == 0 {
			return true
		}
		work = append(work, n.Succs...)
	}
	return false
}

// maxDepth bounds how deep an expression is searched for a package variable.
const maxDepth = 6

// readsGlobal reports whether the value is computed from a package variable.
func readsGlobal(v ssa.Value) bool { return isFromGlobal(v, 0, map[ssa.Value]bool{}) }

// isFromGlobal looks at each value once: the variables of a long function have many
// origins, which are those of each other.
func isFromGlobal(v ssa.Value, depth int, seen map[ssa.Value]bool) bool {
	if depth > maxDepth || seen[v] {
		return false
	}
	seen[v] = true
	from := func(v ssa.Value) bool { return isFromGlobal(v, depth+1, seen) }
	switch v := v.(type) {
	case *ssa.Global:
		return !isErrorVar(v)
	case *ssa.Call:
		return slices.ContainsFunc(v.Common().Args, rootIsGlobal)
	case *ssa.BinOp:
		return from(v.X) || from(v.Y)
	case *ssa.UnOp:
		return v.Op != token.ARROW && from(v.X)
	case *ssa.FieldAddr:
		return from(v.X)
	case *ssa.IndexAddr:
		return from(v.X)
	case *ssa.Lookup:
		return from(v.X)
	case *ssa.Extract:
		return from(v.Tuple)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, from)
	}
	return false
}

// isErrorVar reports whether the variable holds an error to compare with, such as
// io.EOF, rather than a state.
func isErrorVar(g *ssa.Global) bool {
	return g.Object() != nil && g.Object().Type().String() == "error"
}
