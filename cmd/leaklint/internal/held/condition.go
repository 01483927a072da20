package held

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// conditionOf returns what a branch tests, and whether the test is for its
// opposite: x != nil is the opposite of x == nil.
func conditionOf(v ssa.Value) (c condition, opposite bool) {
	for {
		not, ok := v.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		v, opposite = not.X, !opposite
	}
	if cmp, ok := v.(*ssa.BinOp); ok {
		if with, ok := cmp.Y.(*ssa.Const); ok {
			c = ofValue(cmp.X)
			c.op, c.with = cmp.Op, with.String()
			if opposites[cmp.Op] != 0 {
				c.op, opposite = opposites[cmp.Op], !opposite
			}
			return c, opposite
		}
	}
	return ofValue(v), opposite
}

// opposites maps a comparison to the one that it is the opposite of.
var opposites = map[token.Token]token.Token{token.NEQ: token.EQL, token.GEQ: token.LSS, token.LEQ: token.GTR}

// ofValue returns the condition that v is true: the field, where v loads one.
func ofValue(v ssa.Value) condition {
	v = variable.Value(v)
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if p := pathOf(load, 0); p.Root != ssa.Value(load) {
			return condition{path: p}
		}
	}
	return condition{value: v}
}

// repeated returns the conditions that are tested more than once in fn.
func repeated(fn *ssa.Function) map[condition]bool {
	count := map[condition]int{}
	for _, b := range fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			c, _ := conditionOf(branch.Cond)
			count[c]++
		}
	}
	again := map[condition]bool{}
	for c, n := range count {
		if n > 1 {
			again[c] = true
		}
	}
	return again
}
