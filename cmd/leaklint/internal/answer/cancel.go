package answer

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

// canceledAfter reports whether the channel is the Done of a context that only
// ends once nothing is open any more: it comes out of context.WithCancel on a
// context that never ends, and its cancel function is called by nobody but the
// goroutine itself, after what obliges it, or by those who answered or waited for the
// goroutines before.
func (s *search) canceledAfter(done ssa.Value) bool {
	contexts := s.index.ContextsOf(done)
	if len(contexts) != 1 || !model.NeverDone(contexts[0].Call.Args[0]) {
		return false
	}
	calls, all := s.index.Cancels(contexts[0])
	if !all {
		return false
	}
	for _, call := range calls {
		first := !s.repeated && (s.answeredBefore(call) || s.inGoroutine(call.Parent()) && !s.obliges(call))
		if !first && !s.afterJoin(call, 0) {
			return false
		}
	}
	return len(calls) > 0 || !s.repeated
}

// answeredBefore reports whether every path to the instruction has an answer on
// it: one in a block that dominates it, a case of a select included.
func (s *search) answeredBefore(instr ssa.Instruction) bool {
	for _, op := range s.answers {
		if op.Fn() != instr.Parent() {
			continue
		}
		block := op.Instr.Block()
		if op.State >= 0 {
			block = channel.CaseOf(op.Instr.(*ssa.Select), op.State)
		} else if block == instr.Block() && !before(op.Instr, instr) {
			continue
		}
		if block != nil && block.Dominates(instr.Block()) {
			return true
		}
	}
	return false
}

// obliges reports whether an obligation may come after the instruction in its
// function.
func (s *search) obliges(instr ssa.Instruction) bool {
	if _, deferred := instr.(*ssa.Defer); deferred {
		return false
	}
	for _, op := range s.channel.Ops {
		if !obliges(op, s.need) || op.Fn() != instr.Parent() {
			continue
		}
		from, to := instr.Block(), op.Instr.Block()
		if from == to && before(instr, op.Instr) || graph.Reaches(from, to) {
			return true
		}
	}
	return false
}
