package endless

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// Next returns the blocks that control may go to from the block, which is one of
// a function of this package.
func (r *Result) Next(b *ssa.BasicBlock) []*ssa.BasicBlock { return r.flows.next(b) }

// ReturnOf returns the return with which the block leaves its function, and
// whether it does so.
func (r *Result) ReturnOf(b *ssa.BasicBlock) (*ssa.Return, bool) {
	e := r.flows.endOf(b)
	ret, ok := e.by.(*ssa.Return)
	return ret, ok && e.how == returns
}

// ReturnPos returns the position of the return: the closing brace where the
// source has no statement for it.
func ReturnPos(ret *ssa.Return) token.Pos {
	if syntax := ret.Parent().Syntax(); !ret.Pos().IsValid() && syntax != nil {
		return syntax.End() - 1
	}
	return ret.Pos()
}
