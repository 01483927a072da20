package held

import (
	"go/constant"
	"go/token"
	"math"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
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
		if isCounter(cmp) {
			return condition{value: cmp.X, op: cmp.Op, bound: cmp.Y}, opposite
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
		if p := heap.PathOf(load); p.Root != ssa.Value(load) {
			return condition{path: p}
		}
	}
	return condition{value: v}
}

// enter returns the state in which control goes from one block to another: what a
// variable is set to on the way decides the tests of it.
func (w *walker) enter(from, to *ssa.BasicBlock, s state) state {
	edge := slices.Index(to.Preds, from)
	before := s.branches
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		s.redefine(phi)
		for c := range w.tests {
			if c.value != phi {
				continue
			}
			if holds, known := decided(c, phi.Edges[edge], before); known {
				s.branches = append(slices.Clone(s.branches), branch{c, holds})
			}
		}
	}
	s.branches = slices.Clone(s.branches)
	slices.SortFunc(s.branches, func(a, b branch) int { return w.number(a.condition) - w.number(b.condition) })
	return s
}

// decided reports whether the condition holds when what it tests is v.
func decided(c condition, v ssa.Value, branches []branch) (holds, known bool) {
	if c.bound != nil {
		return c.firstRound(v, branches)
	}
	switch v := v.(type) {
	case *ssa.Const:
		if c.op == 0 {
			return v.Value != nil && v.Value.String() == "true", true
		}
		if least, ok := constant.Int64Val(intOf(v)); ok {
			return c.holdsFor(least, least)
		}
		return v.String() == c.with, c.op == token.EQL
	case *ssa.BinOp:
		if least, ok := leastAfter(v, c.value); ok {
			return c.holdsFor(least, math.MaxInt64)
		}
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure:
		if c.op == token.EQL && strings.HasPrefix(c.with, "nil:") {
			return false, true
		}
	}
	c.value = v
	for _, b := range branches {
		if b.condition == c {
			return b.holds, true
		}
	}
	return false, false
}

// number gives each thing that a state is made of a number.
func (w *walker) number(v any) int {
	n, ok := w.numbers[v]
	if !ok {
		n = len(w.numbers)
		w.numbers[v] = n
	}
	return n
}

// repeated returns the conditions that are tested more than once in fn, and those
// that test a variable which is set to different values, with what it is set from.
func repeated(fn *ssa.Function) map[condition]bool {
	count := map[condition]int{}
	for _, b := range fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			c, _ := conditionOf(branch.Cond)
			count[c]++
			if _, phi := c.value.(*ssa.Phi); phi {
				count[c]++
			}
		}
	}
	again := map[condition]bool{}
	bounds := map[ssa.Value]bool{}
	for c := range count {
		bounds[c.bound] = c.bound != nil
	}
	for c, n := range count {
		if n > 1 || bounds[c.value] {
			feed(again, c)
		}
	}
	return again
}

// feed adds the condition, and the same condition of the variables that what it
// tests is set from where paths meet: around a loop a flag has several.
func feed(conditions map[condition]bool, c condition) {
	if conditions[c] {
		return
	}
	conditions[c] = true
	if phi, ok := c.value.(*ssa.Phi); ok {
		for _, edge := range phi.Edges {
			if _, ok := edge.(*ssa.Phi); ok {
				c.value = edge
				feed(conditions, c)
			}
		}
	}
}
