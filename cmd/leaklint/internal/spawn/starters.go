package spawn

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// parameterOf returns the parameter that v is, seen through conversions, local
// variables that are set once, and captures; or nil.
func parameterOf(v ssa.Value) *ssa.Parameter {
	if v == nil {
		return nil
	}
	p, _ := variable.Value(v).(*ssa.Parameter)
	return p
}

// paramIndex returns the index of p among the parameters of its function.
func paramIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}

// substitute returns what the parameter v of the target stands for where the
// goroutine is started, or nil if that is not known; other values stand for
// themselves.
func substitute(t Target, v ssa.Value) ssa.Value {
	p := parameterOf(v)
	if p == nil || p.Parent() != t.Fn {
		return v
	}
	if i := paramIndex(p); i < len(t.Args) && t.Args[i] != nil {
		return t.Args[i]
	}
	return nil
}
