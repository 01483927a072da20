package endless

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// wayOut returns how control leaves the function in the block, for good; nil if it
// does not.
func (s *flows) wayOut(b *ssa.BasicBlock) *decision.Reason {
	how := s.endOf(b).how
	switch {
	case returnsOut.Holds(how == returns):
		return returnsOut
	case panicsOut.Holds(how == panics):
		return panicsOut
	case exitsOut.Holds(how == exits):
		return exitsOut
	case mayExitOut.Holds(s.mayExit(b)):
		return mayExitOut
	case recoveredOut.Holds(s.recovered(b)):
		return recoveredOut
	}
	return nil
}

// WayOut returns how the loops of fn are left, which is a function of this package;
// nil if it has none, or no way out of them.
func (r *Result) WayOut(fn *ssa.Function) *decision.Reason {
	found := map[*decision.Reason]bool{}
	seen := map[*ssa.BasicBlock]bool{}
	var work []*ssa.BasicBlock
	for i, reached := range r.flows.reachable(fn) {
		if reached && graph.InLoop(fn.Blocks[i]) {
			work = append(work, fn.Blocks[i])
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !seen[b] {
			seen[b] = true
			found[r.flows.wayOut(b)] = true
			work = append(work, r.flows.next(b)...)
		}
	}
	if i := slices.IndexFunc(waysOutRank, func(r *decision.Reason) bool { return found[r] }); i >= 0 {
		return waysOutRank[i]
	}
	return nil
}
