package endless

import (
	"golang.org/x/tools/go/ssa"
)

// ReturnsIf returns the returns that control may reach in fn if the assumption
// holds: none of a function that is then held forever, or ends the process.
func (r *Result) ReturnsIf(fn *ssa.Function, a Assumption) []*ssa.Return {
	s := r.supposing(fn, a)
	reached := s.reachable(fn)
	var list []*ssa.Return
	for i, b := range fn.Blocks {
		if e := s.endOf(b); reached[i] && e.how == returns {
			list = append(list, e.by.(*ssa.Return))
		}
	}
	return list
}

// supposing returns the flows of fn under the assumption.
func (r *Result) supposing(fn *ssa.Function, a Assumption) *flows {
	s := &flows{result: r, origins: r.flows.origins, signals: r.flows.signals, flags: r.flows.flags, assume: &a}
	s.dead = map[*ssa.Function]map[edge]bool{fn: a.deadEdges(fn, r.flows.dead[fn])}
	return s
}
