package channel

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// onlyExit reports whether case n of the select is the only way out of a loop
// around it: the function does not return from there but through this case. A select
// with a default polls, and the loop goes on.
func (f *factory) onlyExit(sel *ssa.Select, n int) bool {
	branch := branchOf(sel, n)
	if branch == nil {
		return false
	}
	for _, l := range f.ix.Loops.Of(sel.Parent()) {
		if l.Contains(sel.Block()) && reachesReturn(l.Header, nil) && !reachesReturn(l.Header, branch) {
			return true
		}
	}
	return false
}

// reachesReturn reports whether a return is reached from the block other than by the
// case that a branch begins.
func reachesReturn(from, without *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		if returns(b) {
			return true
		}
		seen[b] = true
		if b == without {
			work = append(work, b.Succs[1])
		} else {
			work = append(work, b.Succs...)
		}
	}
	return false
}

// Leaves reports whether case n of a select may lead out of a loop around it, without
// another round.
func Leaves(l *loop.Loop, sel *ssa.Select, n int) bool {
	branch := branchOf(sel, n)
	if branch == nil {
		return true
	}
	seen := map[*ssa.BasicBlock]bool{sel.Block(): true, l.Header: true}
	work := []*ssa.BasicBlock{branch.Succs[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !l.Contains(b) {
			return true
		}
		if !seen[b] {
			seen[b] = true
			work = append(work, b.Succs...)
		}
	}
	return false
}

// CaseOf returns the block of case n of a select, which is entered in no other way;
// nil if there is none, as that of a case without a body.
func CaseOf(sel *ssa.Select, n int) *ssa.BasicBlock {
	if b := branchOf(sel, n); b != nil && len(b.Succs[0].Preds) == 1 {
		return b.Succs[0]
	}
	return nil
}

// AfterCase returns the first instruction that is executed when case n of a select was
// taken, perhaps after others too; nil if it is not seen.
func AfterCase(sel *ssa.Select, n int) ssa.Instruction {
	b := branchOf(sel, n)
	if b == nil {
		return nil
	}
	for _, instr := range b.Succs[0].Instrs {
		if _, phi := instr.(*ssa.Phi); !phi {
			return instr
		}
	}
	return nil
}

// branchOf returns the block whose branch begins case n of a select, or nil.
func branchOf(sel *ssa.Select, n int) *ssa.BasicBlock {
	for _, b := range sel.Parent().Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if of, i := CaseAt(branch); of == sel && i == n {
			return b
		}
	}
	return nil
}

// CaseAt returns the select of which the branch takes a case when its condition
// is true, and the case's number; nil if it is no such branch. A select is
// followed by a chain of comparisons of its index with the number of each case.
func CaseAt(branch *ssa.If) (*ssa.Select, int) {
	cond, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cond.Op != token.EQL {
		return nil, 0
	}
	index, ok := cond.X.(*ssa.Extract)
	if !ok || index.Index != 0 {
		return nil, 0
	}
	sel, ok := index.Tuple.(*ssa.Select)
	if !ok {
		return nil, 0
	}
	n, ok := cond.Y.(*ssa.Const)
	if !ok || n.Value.Kind() != constant.Int {
		return nil, 0
	}
	return sel, int(n.Int64())
}

// inLoop reports whether the block may be run again.
func (f *factory) inLoop(b *ssa.BasicBlock) bool {
	return loop.Innermost(f.ix.Loops.Of(b.Parent()), b) != nil
}
