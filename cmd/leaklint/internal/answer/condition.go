package answer

import (
	"go/constant"
	"go/token"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// branchesAbove yields the branches that are decided wherever the block is reached,
// the nearest first, each with whether its condition holds then.
func branchesAbove(site *ssa.BasicBlock) iter.Seq2[*ssa.If, bool] {
	return func(yield func(*ssa.If, bool) bool) {
		b := site
		for parent := b.Idom(); parent != nil; b, parent = parent, parent.Idom() {
			branch, ok := parent.Instrs[len(parent.Instrs)-1].(*ssa.If)
			if ok && entersFrom(b, parent) && !yield(branch, parent.Succs[0] == b) {
				return
			}
		}
	}
}

// entersFrom reports whether every path that reaches the block for the first
// time comes from the parent: its other predecessors are rounds of a loop that
// begins with it.
func entersFrom(b, parent *ssa.BasicBlock) bool {
	for _, pred := range b.Preds {
		if pred != parent && !b.Dominates(pred) {
			return false
		}
	}
	return len(parent.Succs) < 2 || parent.Succs[0] != parent.Succs[1]
}

// constantCondition evaluates a comparison of two constants, such as the one
// with which for range 2 begins.
func constantCondition(cond ssa.Value) (value, ok bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return false, false
	}
	x, isConst := cmp.X.(*ssa.Const)
	y, isConstToo := cmp.Y.(*ssa.Const)
	if !isConst || !isConstToo || x.Value == nil || y.Value == nil {
		return false, false
	}
	switch cmp.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return constant.Compare(x.Value, cmp.Op, y.Value), true
	}
	return false, false
}

// contradicts reports whether successor i of the branch cannot be taken after
// the site, whatever the path there: a flag of the object was decided the other way
// before it, or the condition compares constants, or the channel with nil. What is
// known on a path see [replay].
func (q *question) contradicts(branch *ssa.If, i int) bool {
	taken := i == 0
	if cond, ok := branch.Cond.(*ssa.BinOp); ok && variable.IsNil(cond.Y) && q.channel.Flow.Values[cond.X] {
		return taken == (cond.Op == token.EQL)
	}
	if value, constant := constantCondition(branch.Cond); constant {
		return value != taken
	}
	if branch.Parent() == q.site.Enclosing {
		return false
	}
	flag, negated := flagIn(branch.Cond)
	value, known := q.flags[flag]
	return known && value != (taken != negated)
}

// positionOf returns the position of an instruction that leaves: that of the
// return, or of the closing brace where a function ends without one.
func positionOf(instr ssa.Instruction) token.Pos {
	if pos := instr.Pos(); pos.IsValid() {
		return pos
	}
	if syntax := instr.Parent().Syntax(); syntax != nil {
		return syntax.End() - 1
	}
	return instr.Parent().Pos()
}
