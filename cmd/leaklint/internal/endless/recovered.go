package endless

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// maxPanicCalls bounds how deep calls are looked into for a panic.
const maxPanicCalls = 3

// RecoversIf reports whether fn may be left, if the assumption holds, by a panic that
// it or a caller recovers from.
func (r *Result) RecoversIf(fn *ssa.Function, a Assumption) bool {
	s := r.supposing(fn, a)
	for i, reached := range s.reachable(fn) {
		if reached && recoveredOut.Holds(s.recovered(fn.Blocks[i])) {
			return true
		}
	}
	return false
}

// recovered reports whether the block may panic in so many words, itself or in a
// function of this package that it calls, where the function of the block or one that
// calls it recovers.
func (s *flows) recovered(b *ssa.BasicBlock) bool {
	return s.recovers(b.Parent(), map[*ssa.Function]bool{}) && s.panicsIn(b, 0)
}

// recovers reports whether the function, or one that calls it, recovers from panics.
func (s *flows) recovers(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	return defersRecover(fn) || slices.ContainsFunc(s.result.callers[fn], func(caller *ssa.Function) bool { return s.recovers(caller, seen) })
}

func defersRecover(fn *ssa.Function) bool {
	if fn.Recover == nil {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && callsRecover(d.Call.StaticCallee()) {
				return true
			}
		}
	}
	return false
}

func callsRecover(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if builtin, ok := call.Call.Value.(*ssa.Builtin); ok && builtin.Name() == "recover" {
					return true
				}
			}
		}
	}
	return false
}

// panicsIn reports whether the block may panic.
func (s *flows) panicsIn(b *ssa.BasicBlock, depth int) bool {
	for _, instr := range b.Instrs {
		switch instr := instr.(type) {
		case *ssa.Panic:
			return instr.Pos().IsValid() // else it is none of the source
		case *ssa.Call:
			callee := graph.Original(instr.Common().StaticCallee())
			if callee != nil && s.mayPanic(callee, depth+1) {
				return true
			}
		}
		if s.assume.blocks(instr) {
			return false
		}
	}
	return false
}

// mayPanic reports whether a function of this package may panic in so many words, and
// does not recover itself.
func (s *flows) mayPanic(fn *ssa.Function, depth int) bool {
	if s.result.facts[fn] == nil || depth > maxPanicCalls || defersRecover(fn) {
		return false
	}
	inside := s
	if s.assume != nil {
		inside = s.result.supposing(fn, *s.assume)
	}
	for i, reached := range inside.reachable(fn) {
		if reached && inside.panicsIn(fn.Blocks[i], depth) {
			return true
		}
	}
	return false
}
