package endless

import (
	"golang.org/x/tools/go/ssa"
)

// HeldIf returns an instruction of the part of fn that control never leaves if
// the assumption holds: the one that waits in vain if there is such, else the
// first with a position. It is nil if fn gets to an end, or runs into a trap
// whatever is assumed.
func (r *Result) HeldIf(fn *ssa.Function, a Assumption) ssa.Instruction {
	if r.Trap(fn) != nil || len(fn.Blocks) == 0 {
		return nil
	}
	s := r.supposing(fn, a)
	blocks := s.trapped(fn)
	if at := s.stuckAt(blocks); at != nil {
		return at
	}
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if instr.Pos().IsValid() {
				return instr
			}
		}
	}
	return nil
}

// ReturnsIf returns the returns that control may reach in fn if the assumption
// holds.
func (r *Result) ReturnsIf(fn *ssa.Function, a Assumption) []*ssa.Return {
	s := r.supposing(fn, a)
	reached := s.reachable(fn)
	var list []*ssa.Return
	for _, b := range fn.Blocks {
		if e := s.endOf(b); reached[b] && e.how == returns {
			list = append(list, e.by.(*ssa.Return))
		}
	}
	return list
}

// supposing returns the flows of fn under the assumption.
func (r *Result) supposing(fn *ssa.Function, a Assumption) *flows {
	s := &flows{result: r, origins: r.flows.origins, signals: r.flows.signals, assume: &a}
	s.dead = map[*ssa.Function]map[edge]bool{fn: a.deadEdges(fn, r.flows.dead[fn])}
	return s
}
