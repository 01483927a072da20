package held

import (
	"go/constant"
	"go/token"
	"math"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// isCounter reports whether the comparison is that of a loop's counter with what
// was there before the loop.
func isCounter(cmp *ssa.BinOp) bool {
	phi, ok := cmp.X.(*ssa.Phi)
	if !ok || cmp.Op != token.LSS || phi.Block() != cmp.Block() {
		return false
	}
	if made, ok := cmp.Y.(ssa.Instruction); ok {
		return made.Block() != phi.Block() && made.Block().Dominates(phi.Block())
	}
	return true
}

// firstRound reports whether a loop that counts from v has a first round: counted
// from zero, if the number of rounds is known not to be zero. Less there is not.
func (c condition) firstRound(v ssa.Value, branches []branch) (holds, known bool) {
	first, ok := v.(*ssa.Const)
	if !ok || !isZero(first) {
		return false, false
	}
	for _, b := range branches {
		if b.value == c.bound && b.with == first.String() && (b.op == token.EQL && !b.holds || b.op == token.GTR && b.holds) {
			return true, true
		}
	}
	return false, false
}

func isZero(c *ssa.Const) bool {
	n, exact := constant.Int64Val(intOf(c))
	return exact && n == 0
}

// holdsFor reports whether the condition, a comparison with a number, holds for all
// numbers from one to another, or for none.
func (c condition) holdsFor(least, most int64) (holds, known bool) {
	text, _, _ := strings.Cut(c.with, ":")
	with, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return false, false
	}
	switch c.op {
	case token.EQL:
		return least == with, least == most || with < least
	case token.LSS:
		return most < with, most < with || least >= with
	case token.GTR:
		return least > with, least > with || most <= with
	}
	return false, false
}

// leastAfter returns the least that the counter of a loop can be after a round, if
// the sum is what it is then: it begins with a constant and only grows.
func leastAfter(sum *ssa.BinOp, counter ssa.Value) (least int64, ok bool) {
	phi, isPhi := counter.(*ssa.Phi)
	step, isConst := sum.Y.(*ssa.Const)
	if !isPhi || !isConst || sum.Op != token.ADD || sum.X != counter {
		return 0, false
	}
	by, exact := constant.Int64Val(intOf(step))
	if !exact || by <= 0 {
		return 0, false
	}
	found := false
	for _, edge := range phi.Edges {
		if edge == ssa.Value(sum) {
			continue
		}
		first, isConst := edge.(*ssa.Const)
		if !isConst {
			return 0, false
		}
		begin, exact := constant.Int64Val(intOf(first))
		if !exact || begin > math.MaxInt64-by {
			return 0, false
		}
		if !found || begin+by < least {
			least, found = begin+by, true
		}
	}
	return least, found
}

// intOf returns the value of an integer constant, or one that is none.
func intOf(c *ssa.Const) constant.Value {
	if c.Value == nil || c.Value.Kind() != constant.Int {
		return constant.MakeUnknown()
	}
	return c.Value
}
