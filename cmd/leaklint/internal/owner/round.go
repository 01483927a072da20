package owner

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// maker returns the instruction that makes the object of the start anew; nil if there
// is none in this function.
func (w *walk) maker() (made ssa.Instruction) {
	if len(w.s.roots) == 0 && w.s.site == nil {
		return w.s.instr // its result is dropped at once
	}
	for _, root := range w.s.roots {
		instr, ok := root.(ssa.Instruction)
		if e, isExtract := root.(*ssa.Extract); isExtract {
			instr, ok = e.Tuple.(ssa.Instruction)
		}
		if !ok || instr.Parent() != w.fn || isCell(root.Type()) || made != nil && made != instr {
			return nil
		}
		made = instr
	}
	return made
}

// roundEnds reports whether the edge goes back to where the next object is made, with
// no variable that takes the last one there: the round is over, and nobody has it any
// more. One that has it may be used in the next round, and after the loop, until the
// next object is made (see [walk.through]).
func (w *walk) roundEnds(from, to *ssa.BasicBlock) bool {
	return w.made != nil && to.Dominates(from) && to.Dominates(w.made.Block()) && !w.carried(from, to)
}

// carried reports whether a variable has the object on the edge.
func (w *walk) carried(from, to *ssa.BasicBlock) bool {
	pred := slices.Index(to.Preds, from)
	for v, a := range w.aliases {
		switch v := v.(type) {
		case *ssa.Alloc:
			if a.role == cell && v.Block() != to && v.Block().Dominates(to) {
				return true
			}
		case *ssa.Phi:
			if _, known := w.aliases[v.Edges[pred%len(v.Edges)]]; v.Block() == to && known {
				return true
			}
		}
	}
	return false
}

// endRound adds the outcome of a round's end.
func (w *walk) endRound() {
	if !slices.ContainsFunc(w.outcomes, func(o outcome) bool { return o.ret == nil }) {
		w.outcomes = append(w.outcomes, outcome{})
	}
}

// loopAt returns where the innermost loop around a place begins, or the place.
func (x *Index) loopAt(pos token.Pos) token.Pos {
	for _, node := range source.Path(x.pass, pos) {
		switch node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return node.Pos()
		case *ast.FuncLit, *ast.FuncDecl:
			return pos
		}
	}
	return pos
}
