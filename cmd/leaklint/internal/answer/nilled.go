package answer

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxPhis bounds through how many joins a variable is followed.
const maxPhis = 4

// isNilled reports whether successor i of the branch is taken when a variable is
// nil that is set to nil only once everything has been answered: a channel that a
// loop has seen closed, say, when it has closed another one for that. As long as
// obligations are open the successor is not taken.
func (s *search) isNilled(branch *ssa.If, i int) bool {
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || !variable.IsNil(cmp.Y) || cmp.Op != token.EQL && cmp.Op != token.NEQ || (cmp.Op == token.EQL) != (i == 0) {
		return false
	}
	places, known := nilledAt(cmp.X, 0)
	return known && len(places) > 0 && !slices.ContainsFunc(places, func(b *ssa.BasicBlock) bool { return !s.answeredAt(b) })
}

// nilledAt returns the blocks at whose end, or in which, the variable is set to nil.
func nilledAt(v ssa.Value, depth int) (places []*ssa.BasicBlock, known bool) {
	switch v := v.(type) {
	case *ssa.UnOp:
		cell := variable.Loaded(v)
		if cell == nil {
			return nil, false
		}
		uses := variable.UsesOf(cell)
		for _, store := range uses.Stores {
			if variable.IsNil(store.Val) {
				places = append(places, store.Block())
			}
		}
		return places, uses.All
	case *ssa.Phi:
		if depth > maxPhis {
			return nil, false
		}
		for i, edge := range v.Edges {
			if variable.IsNil(edge) {
				places = append(places, v.Block().Preds[i])
			} else if phi, ok := edge.(*ssa.Phi); ok && phi != v {
				more, known := nilledAt(phi, depth+1)
				if !known {
					return nil, false
				}
				places = append(places, more...)
			}
		}
		return places, true
	}
	return nil, false
}

// answeredAt reports whether every path to the block passes an operation that
// answers all there is.
func (s *search) answeredAt(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(s.answers, func(op *channel.Op) bool {
		return op.State < 0 && !op.Starts() && op.Fn() == b.Parent() && op.Instr.Block().Dominates(b) && s.answer(op, 1) < 0
	})
}
