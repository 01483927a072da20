package owner

import (
	"cmp"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// next returns the blocks that control may go to after the block, as long as
// the object is there and its goroutine runs.
func (w *walk) next(at state) []*ssa.BasicBlock {
	succs := w.x.traps.Next(at.block)
	branch, ok := at.block.Instrs[len(at.block.Instrs)-1].(*ssa.If)
	if !ok {
		return succs
	}
	value, r := w.decided(branch, at)
	if r == nil {
		return succs
	}
	if r == startAsked {
		w.done = cmp.Or(w.done, r)
		return nil
	}
	w.notTaken = cmp.Or(w.notTaken, r)
	taken := at.block.Succs[1]
	if value {
		taken = at.block.Succs[0]
	}
	for _, succ := range succs {
		if succ == taken {
			return []*ssa.BasicBlock{succ}
		}
	}
	return nil
}

// decided returns the value of the branch's condition, and why it is known; nil if
// it is not.
func (w *walk) decided(branch *ssa.If, at state) (value bool, r *decision.Reason) {
	if awaited.Holds(w.joined(branch)) {
		return false, awaited // what is left of it is in the other cases
	}
	cond, negated := notOf(branch.Cond)
	if value, r = w.condition(cond, at); r != nil {
		return value != negated, r
	}
	if startAsked.Holds(w.undecided(cond, at)) {
		return false, startAsked
	}
	return false, nil
}

// condition returns the value of a condition, and why it follows from the start: the
// object is not nil, and the error of the start is. What was asked before see [replay].
func (w *walk) condition(cond ssa.Value, at state) (value bool, r *decision.Reason) {
	if pull, ok := w.s.instr.(*ssa.Call); sequenceOn.Holds(ok && isPull(pull) && !w.s.hold.Maybe && moreOf(pull, cond, 0)) {
		return true, sequenceOn // else there is nothing left of it
	}
	if sequenceOn.Holds(w.nextRow(cond)) {
		return true, sequenceOn
	}
	if errorIsNone.Holds(w.isNot(cond, at)) {
		return false, errorIsNone
	}
	c, ok := cond.(*ssa.BinOp)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ {
		return false, nil
	}
	return w.comparison(c, at)
}

// comparison is condition for what is compared with == or !=.
func (w *walk) comparison(c *ssa.BinOp, at state) (value bool, r *decision.Reason) {
	equal := c.Op == token.EQL
	if noBody.Holds(w.s.hold.isResponse() && w.bodiless(c)) {
		return !equal, noBody
	}
	x, y := c.X, c.Y
	if errorIsNone.Holds(w.isFailure(x, at) && isSentinel(y) || w.isFailure(y, at) && isSentinel(x)) {
		return !equal, errorIsNone
	}
	if variable.IsNil(x) {
		x, y = y, x
	}
	if !variable.IsNil(y) {
		return false, nil
	}
	if startWorked.Holds(w.isFailure(x, at)) {
		return equal, startWorked
	}
	if a, ok := w.aliases[x]; objectExists.Holds(ok && a.role != cell) {
		return !equal, objectExists
	}
	return false, nil
}

// A known is a condition whose value is known at some place.
type known struct {
	cond  ssa.Value
	value bool
}

// knownAt returns the conditions on which the block depends, with the values
// that lead to it; the nearest comes first.
func knownAt(b *ssa.BasicBlock) (list []known) {
	for ; b != nil; b = b.Idom() {
		d := b.Idom()
		if d == nil {
			break
		}
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 || b.Preds[0] != d {
			continue
		}
		cond, negated := notOf(branch.Cond)
		list = append(list, known{cond, (d.Succs[0] == b) != negated})
	}
	return list
}

// nilAt reports whether the error is nil in the block, and whether that is
// known.
func nilAt(b *ssa.BasicBlock, err ssa.Value) (isNil, ok bool) {
	for _, k := range knownAt(b) {
		if cmp, ok := k.cond.(*ssa.BinOp); ok && cmp.X == err && variable.IsNil(cmp.Y) {
			return (cmp.Op == token.EQL) == k.value, true
		}
	}
	return false, false
}

// maxSimilar bounds how deep two conditions are compared.
const maxSimilar = 4

// similar reports whether two conditions are computed in the same way from the
// same variables and fields: it is taken that those have not changed.
func similar(a, b ssa.Value, depth int) bool {
	if a == b {
		return true
	}
	if depth > maxSimilar {
		return false
	}
	switch a := a.(type) {
	case *ssa.Const:
		b, ok := b.(*ssa.Const)
		return ok && a.Value == b.Value || ok && a.Value != nil && b.Value != nil && a.Value.ExactString() == b.Value.ExactString()
	case *ssa.BinOp:
		b, ok := b.(*ssa.BinOp)
		return ok && a.Op == b.Op && similar(a.X, b.X, depth+1) && similar(a.Y, b.Y, depth+1)
	case *ssa.UnOp:
		b, ok := b.(*ssa.UnOp)
		if !ok || a.Op != b.Op || a.Op == token.ARROW {
			return false
		}
		if _, local := a.X.(*ssa.Alloc); local {
			return false // a variable that is set again and again, such as err
		}
		return similar(a.X, b.X, depth+1)
	case *ssa.FieldAddr:
		b, ok := b.(*ssa.FieldAddr)
		return ok && a.Field == b.Field && similar(a.X, b.X, depth+1)
	case *ssa.Field:
		b, ok := b.(*ssa.Field)
		return ok && a.Field == b.Field && similar(a.X, b.X, depth+1)
	case *ssa.Call:
		b, ok := b.(*ssa.Call)
		return ok && isLen(a) && isLen(b) && similar(a.Call.Args[0], b.Call.Args[0], depth+1)
	}
	return false
}

func isLen(call *ssa.Call) bool {
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "len"
}
