package answer

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// waitsFor reports whether a receive from another channel waits for the goroutine of
// the site to have its obligations answered: nobody else sends on that channel or
// closes it, and the goroutine only does so after more of them than there is room for.
func (s *search) waitsFor(v ssa.Value) bool {
	others := s.channels.Of(v)
	if s.repeated || len(others) != 1 || others[0] == s.channel || others[0].Escapes() || len(others[0].Flow.Returned) > 0 {
		return false
	}
	signaled := false
	for _, op := range others[0].Ops {
		if op.Kind == channel.Recv {
			continue
		}
		if op.Starts() || op.State >= 0 || !s.inGoroutine(op.Fn()) || !s.onlyAfter(op.Instr, 0) {
			return false
		}
		signaled = true
	}
	return signaled
}

// onlyAfter reports whether the instruction is executed only after more obligations
// than there is room for, in its function or in those that call it.
func (q *question) onlyAfter(instr ssa.Instruction, depth int) bool {
	fn := instr.Parent()
	n := 0
	for _, op := range q.channel.Ops {
		if op.Fn() == fn && obliges(op, q.need) && !op.Starts() && (follow(op, instr) || q.inRoundsBefore(op, instr)) {
			around := loop.Innermost(q.loopsOf(fn), op.Instr.Block())
			switch _, deferred := instr.(*ssa.Defer); {
			case around == nil || !deferred && around.Contains(instr.Block()):
				// In a round of a range the range is not over yet.
				if around == nil || q.need != NeedClose {
					n += several(op)
				}
			default:
				n = Many
			}
		}
	}
	for call, callees := range q.callees {
		if call.Parent() == fn && len(callees) == 1 && comesAfter(instr, call) && q.alwaysObliges(callees[0]) {
			n++
		}
	}
	if n > q.room {
		return true
	}
	runs := q.index.Runs(fn)
	if !runs.All || len(runs.Sites) > 0 || len(runs.Calls) == 0 || depth >= maxClimb {
		return false
	}
	for _, call := range runs.Calls {
		if !q.onlyAfter(call, depth+1) {
			return false
		}
	}
	return true
}

// alwaysObliges reports whether every path through fn has an obligation.
func (q *question) alwaysObliges(fn *ssa.Function) bool {
	for _, op := range q.channel.Ops {
		if op.Fn() == fn && obliges(op, q.need) && !op.Starts() && dominatesReturns(op.Instr.Block()) {
			return true
		}
	}
	return false
}

// inRoundsBefore reports whether the operation is done in every round of a counted
// loop that the instruction comes after, or that is over when the deferred
// instruction is executed. A loop that has no round at all is not thought of.
func (q *question) inRoundsBefore(op *channel.Op, instr ssa.Instruction) bool {
	l := loop.Innermost(q.loopsOf(op.Fn()), op.Instr.Block())
	if l == nil || l.Contains(instr.Block()) || !everyRound(l, op.Instr.Block()) {
		return false
	}
	if bound := l.Bound(); !bound.Known && bound.Expr == "" {
		return false
	}
	entry := l.Header
	if guard := l.Guard(); guard != nil {
		entry = guard.Block()
	}
	if _, deferred := instr.(*ssa.Defer); deferred {
		return dominatesReturns(entry)
	}
	return entry.Dominates(instr.Block())
}

// everyRound reports whether every round of the loop passes the block.
func everyRound(l *loop.Loop, b *ssa.BasicBlock) bool {
	for _, latch := range l.Header.Preds {
		if l.Contains(latch) && !b.Dominates(latch) {
			return false
		}
	}
	return true
}
