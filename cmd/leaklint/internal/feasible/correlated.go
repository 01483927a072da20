package feasible

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// Correlated reports whether one condition of the function may decide another, or
// something that is known on all paths may: two ask about the same, or one about what
// is set somewhere, or about an argument that is always a constant.
// Elsewhere no path contradicts itself, and what was asked need not be kept.
func (t *Table) Correlated(fn *ssa.Function) bool {
	known, ok := t.related[fn]
	if !ok {
		known = t.findCorrelated(fn)
		t.related[fn] = known
	}
	return known
}

func (t *Table) findCorrelated(fn *ssa.Function) bool {
	asked := map[any]bool{}
	for _, b := range fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		here := map[any]bool{}
		if t.addParts(here, branch.Cond, 0) {
			return true
		}
		for part := range here {
			if asked[part] {
				return true
			}
			asked[part] = true
		}
	}
	return false
}

// maxParts bounds how deep the expression of a condition is looked into.
const maxParts = 4

// addParts adds what a condition asks about, and reports whether that is something
// which may be known without another condition.
func (t *Table) addParts(parts map[any]bool, cond ssa.Value, depth int) (known bool) {
	if depth > maxParts {
		return false
	}
	switch v := variable.Value(cond).(type) {
	case *ssa.Const:
		return false
	case *ssa.BinOp:
		x := t.addParts(parts, v.X, depth+1)
		return t.addParts(parts, v.Y, depth+1) || x
	case *ssa.UnOp:
		if v.Op == token.MUL {
			m := memoryAt(v.X)
			if m == nil {
				return false
			}
			parts[m] = true
			return len(t.settings[m]) > 0
		}
		return t.addParts(parts, v.X, depth+1)
	case *ssa.Phi:
		parts[v] = true
		return true
	case *ssa.Parameter:
		parts[v] = true
		return t.enum(v.Type()) != anything || t.ofArguments(v) != anything
	case *ssa.Extract:
		switch v.Tuple.(type) {
		case *ssa.Call:
			parts[v.Tuple] = true // an error, and what comes beside it
		case *ssa.Select: // which case it is, asked once for each
		default:
			parts[v] = true
		}
	case *ssa.Call:
		if name, _ := atomicCall(v); name != "" {
			return true
		} else if fn := v.Call.StaticCallee(); fn != nil {
			parts[fn] = true
		} else if b, ok := v.Call.Value.(*ssa.Builtin); ok && len(v.Call.Args) == 1 && b.Name() == "len" {
			return t.addParts(parts, v.Call.Args[0], depth+1)
		}
		parts[v] = true
	case *ssa.Field:
		return t.addParts(parts, v.X, depth+1)
	default:
		parts[v] = true
	}
	return false
}
