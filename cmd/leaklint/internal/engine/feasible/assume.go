package feasible

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"

	"golang.org/x/tools/go/ssa"
)

// A fact is a range of integers, perhaps without one of them.
type fact struct {
	low, high int64
	without   bool
	not       int64
}

var anything = fact{low: math.MinInt64, high: math.MaxInt64}

func point(n int64) fact { return fact{low: n, high: n} }

func (f fact) excludes(n int64) bool { return n < f.low || n > f.high || f.without && f.not == n }

func (f fact) empty() bool { return f.low > f.high || f.low == f.high && f.excludes(f.low) }

func (f fact) single() bool { return f.low == f.high }

// union returns what holds if either does.
func (f fact) union(o fact) fact {
	u := fact{low: min(f.low, o.low), high: max(f.high, o.high)}
	if f.without && o.excludes(f.not) {
		u.without, u.not = true, f.not
	} else if o.without && f.excludes(o.not) {
		u.without, u.not = true, o.not
	}
	return u
}

// compared returns what is left of a value of which the comparison with n holds.
func (f fact) compared(op token.Token, n int64) fact {
	switch {
	case op == token.EQL && f.excludes(n):
		return fact{low: 1, high: 0}
	case op == token.EQL:
		return point(n)
	case op == token.NEQ && n == f.low, op == token.GTR && n >= f.low:
		f.low = n + 1
	case op == token.NEQ && n == f.high, op == token.LSS && n <= f.high:
		f.high = n - 1
	case op == token.NEQ && !f.without:
		f.without, f.not = true, n
	case op == token.LEQ:
		f.high = min(f.high, n)
	case op == token.GEQ:
		f.low = max(f.low, n)
	}
	return f
}

func (s *Store) note(x *symbol, f fact) {
	if f != anything {
		s.facts[x] = f
	}
}

// IsNil reports whether a value is known to be nil.
func (s *Store) IsNil(v ssa.Value) bool { return s.rangeOf(s.symbolOf(v)) == point(0) }

// rangeOf returns what is known of a symbol.
func (s *Store) rangeOf(x *symbol) fact {
	switch v := x.value.(type) {
	case *ssa.Const:
		return ofConst(v)
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeChan, *ssa.MakeMap, *ssa.FieldAddr:
		return anything.compared(token.NEQ, 0)
	case *ssa.UnOp:
		if v.Op == token.NOT {
			if f := s.rangeOf(s.symbolOf(v.X)); f.single() {
				return point(1 - f.low)
			}
		}
	case *ssa.BinOp:
		if f := s.ofOperation(v); f != anything {
			return f
		}
	}
	if f, ok := s.facts[x]; ok {
		return f
	}
	return anything
}

func ofConst(c *ssa.Const) fact {
	if c.IsNil() {
		return point(0)
	}
	if c.Value != nil && c.Value.Kind() == constant.Bool {
		if constant.BoolVal(c.Value) {
			return point(1)
		}
		return point(0)
	}
	if c.Value != nil && c.Value.Kind() == constant.Int {
		if n, exact := constant.Int64Val(c.Value); exact {
			return point(n)
		}
	}
	return anything
}

// ofOperation returns the sum of known values, or what a comparison is if that is
// decided.
func (s *Store) ofOperation(v *ssa.BinOp) fact {
	x, y, op := s.rangeOf(s.symbolOf(v.X)), s.rangeOf(s.symbolOf(v.Y)), v.Op
	if x.single() && y.single() && op == token.ADD {
		return point(x.low + y.low)
	}
	if x.single() && !y.single() {
		x, y, op = y, x, mirrored[op]
	}
	if mirrored[op] == 0 || !y.single() {
		return anything
	}
	switch {
	case x.compared(op, y.low).empty():
		return point(0)
	case x.compared(opposite[op], y.low).empty():
		return point(1)
	}
	return anything
}

var mirrored = map[token.Token]token.Token{
	token.EQL: token.EQL, token.NEQ: token.NEQ, token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ, token.GEQ: token.LEQ,
}

var opposite = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR,
}

// Assume notes that a condition holds, or does not, and reports whether that is
// possible.
func (s *Store) Assume(cond ssa.Value, holds bool) bool { return s.assume(s.symbolOf(cond), holds) }

func (s *Store) assume(x *symbol, holds bool) bool {
	if not, ok := x.value.(*ssa.UnOp); ok && not.Op == token.NOT {
		return s.assume(s.symbolOf(not.X), !holds)
	}
	cmp, ok := x.value.(*ssa.BinOp)
	if !ok || mirrored[cmp.Op] == 0 {
		return s.narrow(x, token.EQL, map[bool]int64{true: 1}[holds])
	}
	a, b, op := s.symbolOf(cmp.X), s.symbolOf(cmp.Y), cmp.Op
	if !holds {
		op = opposite[op]
	}
	if f := s.rangeOf(b); f.single() {
		return s.narrow(a, op, f.low)
	}
	if f := s.rangeOf(a); f.single() {
		return s.narrow(b, mirrored[op], f.low)
	}
	// One name for all ways to write it: a == b or a < b.
	if op == token.GTR || op == token.LEQ || (op == token.EQL || op == token.NEQ) && b.text < a.text {
		a, b, op = b, a, mirrored[op]
	}
	name := map[bool]string{true: "<", false: "=="}[op == token.LSS || op == token.GEQ]
	return s.narrow(s.table.make(name, nil, a, b), token.EQL, map[bool]int64{true: 1}[op == token.EQL || op == token.LSS])
}

// narrow notes a comparison with a constant.
func (s *Store) narrow(x *symbol, op token.Token, n int64) bool {
	f := s.rangeOf(x).compared(op, n)
	if f.empty() {
		return false
	}
	if s.matters(x) {
		s.note(x, f)
	}
	return s.relate(x, f)
}

// matters reports whether a symbol may be asked about again: not a constant, and not
// a register that only one condition looks at.
func (s *Store) matters(x *symbol) bool {
	if x.value == nil {
		return true
	}
	uses := 0
	if refs := x.value.Referrers(); refs != nil {
		for _, ref := range *refs {
			if _, note := ref.(*ssa.DebugRef); !note {
				uses++
			}
		}
	}
	if _, constant := x.value.(*ssa.Const); constant || uses > 1 {
		return !constant
	}
	for _, y := range s.is {
		if x == y {
			return true
		}
	}
	_, given := x.value.(*ssa.Parameter)
	return given
}

// relate notes what an error says of a pointer that came beside it: with an error
// there is none, without one there is.
func (s *Store) relate(x *symbol, f fact) bool {
	e, ok := x.value.(*ssa.Extract)
	if !ok || !types.Identical(e.Type(), types.Universe.Lookup("error").Type()) || f != point(0) && !f.excludes(0) {
		return true
	}
	op := map[bool]token.Token{true: token.NEQ, false: token.EQL}[f == point(0)]
	for _, ref := range *e.Tuple.Referrers() {
		other, ok := ref.(*ssa.Extract)
		if !ok || other == e {
			continue
		}
		if _, pointer := other.Type().Underlying().(*types.Pointer); pointer {
			y := s.symbolOf(other)
			known := s.rangeOf(y).compared(op, 0)
			if known.empty() {
				return false
			}
			s.note(y, known)
		}
	}
	return true
}
