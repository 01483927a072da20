// Package loop finds the loops of a function in SSA form and how often they
// are run.
package loop

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Loop is a natural loop: the blocks from which a back edge to its header can
// be reached without passing the header.
type Loop struct {
	Header *ssa.BasicBlock
	blocks map[*ssa.BasicBlock]bool
}

// Contains reports whether the block is in the loop.
func (l *Loop) Contains(b *ssa.BasicBlock) bool { return l.blocks[b] }

// Len returns the number of blocks in the loop.
func (l *Loop) Len() int { return len(l.blocks) }

// Of returns the loops of fn, those with fewer blocks first, so that the first
// one that contains a block is the innermost. A cycle that is entered at two
// places (by goto) is no natural loop and is left out.
func Of(fn *ssa.Function) []*Loop {
	byHeader := map[*ssa.BasicBlock]*Loop{}
	var loops []*Loop
	for _, b := range fn.Blocks {
		for _, header := range b.Succs {
			if !header.Dominates(b) {
				continue
			}
			l := byHeader[header]
			if l == nil {
				l = &Loop{Header: header, blocks: map[*ssa.BasicBlock]bool{header: true}}
				byHeader[header] = l
				loops = append(loops, l)
			}
			l.grow(b)
		}
	}
	slices.SortStableFunc(loops, func(a, b *Loop) int { return len(a.blocks) - len(b.blocks) })
	return loops
}

// grow adds b and all that reach it without passing the header.
func (l *Loop) grow(b *ssa.BasicBlock) {
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !l.blocks[b] {
			l.blocks[b] = true
			work = append(work, b.Preds...)
		}
	}
}

// Innermost returns the innermost of the loops that contains the block, or nil.
func Innermost(loops []*Loop, b *ssa.BasicBlock) *Loop {
	for _, l := range loops {
		if l.blocks[b] {
			return l
		}
	}
	return nil
}

// A Count is how often something happens or how much room there is: a constant,
// the value of an expression, or not known.
type Count struct {
	Const int64  // if Known
	Known bool   // it is Const
	Expr  string // else the key of an expression (see [Key]), or ""
	Plus  int64  // what is added to the expression
}

// Condition returns the branch that decides after each round whether there is
// another one: that of the header, or in for range n, whose test stands at the
// end of the round, that one. It is nil if the loop has none.
func (l *Loop) Condition() *ssa.If {
	for _, latch := range l.Header.Preds {
		if !l.blocks[latch] {
			continue
		}
		branch, ok := latch.Instrs[len(latch.Instrs)-1].(*ssa.If)
		if !ok || l.blocks[latch.Succs[0]] == l.blocks[latch.Succs[1]] {
			continue
		}
		if cond, ok := branch.Cond.(*ssa.BinOp); ok && cond.Op == token.LSS && l.steps(cond.X) {
			return branch
		}
	}
	branch, _ := l.Header.Instrs[len(l.Header.Instrs)-1].(*ssa.If)
	return branch
}

// Guard returns the branch before a for range n that asks whether there is a first round,
// or nil: of a loop whose test stands at the end of the round.
func (l *Loop) Guard() *ssa.If {
	last := l.Condition()
	if last == nil {
		return nil
	}
	test, ok := last.Cond.(*ssa.BinOp)
	if !ok || !l.steps(test.X) {
		return nil
	}
	for _, before := range l.Header.Preds {
		branch, ok := before.Instrs[len(before.Instrs)-1].(*ssa.If)
		if !ok || l.blocks[before] {
			continue
		}
		if cond, ok := branch.Cond.(*ssa.BinOp); ok && cond.Op == token.LSS && isInt(cond.X, 0) && cond.Y == test.Y {
			return branch
		}
	}
	return nil
}

// steps reports whether v is a counter of the loop after its step: a φ of the
// header plus 1.
func (l *Loop) steps(v ssa.Value) bool {
	add, ok := v.(*ssa.BinOp)
	if !ok || add.Op != token.ADD || !isInt(add.Y, 1) {
		return false
	}
	phi, ok := add.X.(*ssa.Phi)
	return ok && phi.Block() == l.Header
}

// Bound returns how often the loop is run when it is not left early: for
// i := 0; i < n; i++, for range n, and for range over a slice, an array, a
// string or a map.
func (l *Loop) Bound() Count {
	last := l.Condition()
	if last == nil {
		return Count{}
	}
	switch cond := last.Cond.(type) {
	case *ssa.BinOp:
		if cond.Op == token.LSS && l.countsFromZero(cond.X, slices.Contains(l.Header.Preds, last.Block())) {
			return CountOf(cond.Y)
		}
	case *ssa.Extract: // range over a map or a string
		if next, ok := cond.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok {
				return Count{Expr: "len(" + Key(r.X) + ")"}
			}
		}
	}
	return Count{}
}

// countsFromZero reports whether v is a variable that the loop counts up from
// zero by one: a φ of 0 and itself plus 1, or (in a range over a slice, whose
// test comes after the step but before the round) that φ of -1 plus 1, or (in a
// range over a number, whose test comes after the round) that φ of 0 plus 1.
func (l *Loop) countsFromZero(v ssa.Value, after bool) bool {
	start := int64(0)
	if add, ok := v.(*ssa.BinOp); ok && add.Op == token.ADD && isInt(add.Y, 1) {
		v = add.X
		if !after {
			start = -1
		}
	}
	phi, ok := v.(*ssa.Phi)
	if !ok || phi.Block() != l.Header {
		return false
	}
	for i, e := range phi.Edges {
		if l.blocks[l.Header.Preds[i]] {
			add, ok := e.(*ssa.BinOp)
			if !ok || add.Op != token.ADD || add.X != phi || !isInt(add.Y, 1) {
				return false
			}
		} else if !isInt(e, start) {
			return false
		}
	}
	return true
}

func isInt(v ssa.Value, n int64) bool {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return false
	}
	got, exact := constant.Int64Val(c.Value)
	return exact && got == n
}

// maxSums bounds how many sums one count is made of: a variable that a function
// literal adds to is a sum of itself.
const maxSums = 8

// CountOf returns the count that an integer value stands for.
func CountOf(v ssa.Value) Count { return countOf(v, 0) }

func countOf(v ssa.Value, depth int) Count {
	v = variable.Value(v)
	if c, ok := v.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
		n, exact := constant.Int64Val(c.Value)
		return Count{Const: n, Known: exact}
	}
	if call, ok := v.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			return lenOf(call.Call.Args[0])
		}
	}
	if sum, ok := v.(*ssa.BinOp); ok && depth < maxSums {
		if c, ok := offset(sum, depth+1); ok {
			return c
		}
	}
	return Count{Expr: Key(v)}
}

// offset returns the count of x + n or x - n, where n is a constant.
func offset(sum *ssa.BinOp, depth int) (Count, bool) {
	n := countOf(sum.Y, depth)
	if !n.Known || sum.Op != token.ADD && sum.Op != token.SUB {
		return Count{}, false
	}
	if sum.Op == token.SUB {
		n.Const = -n.Const
	}
	c := countOf(sum.X, depth)
	if c.Known {
		c.Const += n.Const
	} else {
		c.Plus += n.Const
	}
	return c, true
}

// lenOf returns the length of v: known if v is an array or a fresh slice of
// known length.
func lenOf(v ssa.Value) Count {
	if made, ok := variable.Value(v).(*ssa.MakeSlice); ok {
		return CountOf(made.Len)
	}
	if slice, ok := variable.Value(v).(*ssa.Slice); ok && slice.Low == nil && slice.High == nil {
		if p, ok := slice.X.Type().Underlying().(*types.Pointer); ok {
			if a, ok := p.Elem().Underlying().(*types.Array); ok {
				return Count{Const: a.Len(), Known: true}
			}
		}
	}
	return Count{Expr: "len(" + Key(v) + ")"}
}

// Key names a value so that two loads of one variable or of one field of the
// same object have the same key. It takes for granted that nothing was stored
// there in between.
func Key(v ssa.Value) string {
	v = variable.Value(v)
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return Key(v.X)
		}
	case *ssa.FieldAddr:
		return fmt.Sprintf("%s.%d", Key(v.X), v.Field)
	case *ssa.Field:
		return fmt.Sprintf("%s.%d", Key(v.X), v.Field)
	case *ssa.Convert:
		return Key(v.X)
	case *ssa.Const, *ssa.Global:
		return v.String()
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && len(v.Call.Args) == 1 {
			return b.Name() + "(" + Key(v.Call.Args[0]) + ")"
		}
	}
	if fn := v.Parent(); fn != nil {
		return fn.String() + ":" + v.Name()
	}
	return v.String()
}
