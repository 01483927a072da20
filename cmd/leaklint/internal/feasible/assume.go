package feasible

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// note keeps a fact, unless it says no more than is known anyway.
func (s *Store) note(x *symbol, f fact) {
	always := s.table.known(x)
	if f = f.both(always); f != always {
		s.facts[x] = f
	}
}

// known returns what holds of a symbol on every path.
func (t *Table) known(x *symbol) fact {
	if x.value == nil {
		return anything
	}
	f, ok := t.given[x]
	if !ok {
		f = t.findKnown(x.value)
		t.given[x] = f
	}
	return f
}

func (t *Table) findKnown(v ssa.Value) fact {
	if p, ok := v.(*ssa.Parameter); ok {
		if f := t.ofArguments(p); f != anything {
			return f
		}
	}
	if e, ok := v.(*ssa.Extract); ok && e.Index == 0 {
		if sel, ok := e.Tuple.(*ssa.Select); ok {
			first := map[bool]int64{false: -1}[sel.Blocking]
			return fact{low: first, high: int64(len(sel.States)) - 1}
		}
	}
	f := t.enum(v.Type())
	if basic, ok := v.Type().Underlying().(*types.Basic); ok && basic.Info()&types.IsBoolean != 0 {
		return fact{low: 0, high: 1}
	} else if ok && basic.Info()&types.IsUnsigned != 0 || isLength(v) {
		f = f.both(fact{low: 0, high: math.MaxInt64})
	}
	if op, ok := v.(*ssa.BinOp); ok {
		f = f.both(ofMask(op))
	}
	return f
}

// ofMask returns what the bits of a constant leave of a number, or the rest of a
// division by one.
func ofMask(op *ssa.BinOp) fact {
	c, ok := op.Y.(*ssa.Const)
	if !ok || isString(op) || !ofConst(c).single() || ofConst(c).low <= 0 {
		return anything
	}
	switch n := ofConst(c).low; op.Op {
	case token.AND:
		return fact{low: 0, high: n}
	case token.REM:
		return fact{low: 1 - n, high: n - 1}
	}
	return anything
}

// ofArguments returns what a parameter may be that says which of several things to
// do, where every caller is known and gives a constant. A number of things to do is
// left open: that nobody gives a larger one yet decides nothing.
func (t *Table) ofArguments(p *ssa.Parameter) fact {
	if t.origins == nil || !slices.ContainsFunc(*p.Referrers(), choosesBy(p)) {
		return anything
	}
	set := t.origins.Of(p)
	if !set.All(func(v ssa.Value) bool { c, ok := v.(*ssa.Const); return ok && ofConst(c) != anything }) {
		return anything
	}
	f := ofConst(set.Values[0].(*ssa.Const))
	for _, v := range set.Values[1:] {
		f = f.union(ofConst(v.(*ssa.Const)))
	}
	return f
}

// choosesBy returns a test for comparisons of the parameter with one constant.
func choosesBy(p *ssa.Parameter) func(ssa.Instruction) bool {
	return func(ref ssa.Instruction) bool {
		cmp, ok := ref.(*ssa.BinOp)
		if !ok || cmp.X != ssa.Value(p) || cmp.Op != token.EQL && cmp.Op != token.NEQ {
			return false
		}
		c, ok := cmp.Y.(*ssa.Const)
		return ok && !c.IsNil()
	}
}

func isLength(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && (b.Name() == "len" || b.Name() == "cap")
}

// IsNil reports whether a value is known to be nil.
func (s *Store) IsNil(v ssa.Value) bool { return s.rangeOf(s.symbolOf(v)) == point(0) }

// deepest is how many operations a value may be made of. What a loop adds to a
// variable is made of itself.
const deepest = 8

// rangeOf returns what is known of a symbol.
func (s *Store) rangeOf(x *symbol) fact { return s.rangeWithin(x, deepest) }

func (s *Store) rangeWithin(x *symbol, depth int) fact {
	if depth == 0 {
		return anything
	}
	switch v := x.value.(type) {
	case *ssa.Const:
		return ofConst(v)
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeChan, *ssa.MakeMap, *ssa.FieldAddr:
		return anything.compared(token.NEQ, 0)
	case *ssa.Call:
		if makesError(v) {
			return anything.compared(token.NEQ, 0)
		}
	case *ssa.UnOp:
		if v.Op == token.NOT {
			if f := s.rangeWithin(s.symbolOf(v.X), depth-1); f.single() {
				return point(1 - f.low)
			}
		}
	case *ssa.BinOp:
		if f := s.ofOperation(v, depth-1); f != anything {
			return f
		}
	}
	if f, ok := s.facts[x]; ok {
		return f
	}
	return s.table.known(x)
}

// makesError reports whether the call returns an error that is not nil.
func makesError(call *ssa.Call) bool {
	fn := call.Call.StaticCallee()
	return fn != nil && fn.Pkg != nil && (fn.Name() == "Errorf" && fn.Pkg.Pkg.Path() == "fmt" || fn.Name() == "New" && fn.Pkg.Pkg.Path() == "errors")
}

// ofConst returns what a constant is. A string is a number that stands for it, which
// can only be compared with == and !=.
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
	if c.Value != nil && c.Value.Kind() == constant.String {
		return point(int64(hashed(constant.StringVal(c.Value)) >> 1))
	}
	return anything
}

func isString(v ssa.Value) bool {
	basic, ok := v.Type().Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// ofOperation returns the sum of known values, or what a comparison is if that is
// decided.
func (s *Store) ofOperation(v *ssa.BinOp, depth int) fact {
	x, y, op := s.rangeWithin(s.symbolOf(v.X), depth), s.rangeWithin(s.symbolOf(v.Y), depth), v.Op
	if isString(v.X) && op != token.EQL && op != token.NEQ {
		return anything
	}
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
	number := !isString(cmp.X) || op == token.EQL || op == token.NEQ
	if f := s.rangeOf(b); number && f.single() {
		return s.narrow(a, op, f.low)
	}
	if f := s.rangeOf(a); number && f.single() {
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
		switch other.Type().Underlying().(type) {
		case *types.Pointer, *types.Interface, *types.Signature, *types.Chan:
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
