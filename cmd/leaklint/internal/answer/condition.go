package answer

import (
	"go/constant"
	"go/token"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxConditions bounds how many of the branches above a block are looked at. One
// that was decided further away is taken to be open.
const maxConditions = 200

// conditionsAt returns the conditions, by their keys, that are decided wherever
// the block is reached: those of the nearest [maxConditions] branches.
func conditionsAt(site *ssa.BasicBlock, loops []*loop.Loop) map[string]bool {
	known := map[string]bool{}
	for branch, taken := range branchesAbove(site) {
		if len(known) >= maxConditions {
			break
		}
		if !changes(branch.Cond, loops, site) {
			key, negated := conditionKey(branch.Cond)
			known[key] = taken != negated
		}
	}
	return known
}

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

// changes reports whether the condition may have another value when a loop
// around the site comes round again.
func changes(cond ssa.Value, loops []*loop.Loop, site *ssa.BasicBlock) bool {
	instr, ok := cond.(ssa.Instruction)
	if !ok {
		return false
	}
	for _, op := range instr.Operands(nil) {
		if def, ok := (*op).(ssa.Instruction); ok && inLoop(loops, def.Block(), site) {
			return true
		}
	}
	return false
}

// inLoop reports whether some loop contains both blocks.
func inLoop(loops []*loop.Loop, a, b *ssa.BasicBlock) bool {
	for _, l := range loops {
		if l.Contains(a) && l.Contains(b) {
			return true
		}
	}
	return false
}

// conditionKey names a condition, so that two evaluations of it have the same
// key, and reports whether it is the negation of what the key names.
func conditionKey(cond ssa.Value) (key string, negated bool) {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			key, negated := conditionKey(cond.X)
			return key, !negated
		}
	case *ssa.BinOp:
		switch cond.Op {
		case token.EQL:
			return stableKey(cond.X) + "==" + stableKey(cond.Y), false
		case token.NEQ:
			return stableKey(cond.X) + "==" + stableKey(cond.Y), true
		}
		return stableKey(cond.X) + cond.Op.String() + stableKey(cond.Y), false
	}
	return stableKey(cond), false
}

// stableKey names an operand of a condition. A variable that is set more than
// once may have changed between two evaluations, so each load of it has a name
// of its own.
func stableKey(v ssa.Value) string {
	if load, ok := variable.Value(v).(*ssa.UnOp); ok && variable.Loaded(load) != nil {
		return load.Parent().String() + ":" + load.Name()
	}
	return loop.Key(v)
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
// the site: the condition was decided the other way before it, or compares the
// channel with nil.
func (q *question) contradicts(branch *ssa.If, i int) bool {
	taken := i == 0
	if cond, ok := branch.Cond.(*ssa.BinOp); ok && variable.IsNil(cond.Y) && q.channel.Flow.Values[cond.X] {
		return taken == (cond.Op == token.EQL)
	}
	if value, constant := constantCondition(branch.Cond); constant {
		return value != taken
	}
	if branch.Parent() != q.site.Enclosing {
		flag, negated := flagIn(branch.Cond)
		value, known := q.flags[flag]
		return known && value != (taken != negated)
	}
	key, negated := conditionKey(branch.Cond)
	value, known := q.known[key]
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
