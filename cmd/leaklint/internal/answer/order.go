package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// mayPrecede reports whether the instruction may be executed before the
// operation, on one and the same channel.
func (q *own) mayPrecede(instr ssa.Instruction) bool {
	seen := map[ssa.Instruction]bool{}
	met := false
	var visit func(instr ssa.Instruction) bool
	visit = func(instr ssa.Instruction) bool {
		if seen[instr] {
			return false
		}
		seen[instr] = true
		for _, frame := range q.chain {
			if frame.Parent() == instr.Parent() {
				met = true
				return q.leadsTo(instr, frame)
			}
		}
		l := q.links[instr.Parent()]
		if l == nil {
			return true
		}
		for _, call := range l.calls {
			if visit(call) {
				return true
			}
		}
		for _, site := range l.sites {
			if visit(site.Instr) {
				return true
			}
		}
		return false
	}
	return visit(instr) || !met
}

// leadsTo reports whether a path leads from one instruction to another of the
// same function that does not make the channel anew. A deferred call comes after
// everything.
func (q *own) leadsTo(from, to ssa.Instruction) bool {
	if _, deferred := from.(*ssa.Defer); deferred || from == to {
		return false
	}
	return q.sameRound(from, to)
}

// sameRound reports whether a path leads from one instruction to another of the
// same function on which the channel does not begin to live anew.
func (t *trace) sameRound(from, to ssa.Instruction) bool {
	if from.Block() == to.Block() && before(from, to) {
		return !t.bornIn(from.Block(), from, to)
	}
	if t.bornIn(from.Block(), from, nil) {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := slices.Clone(from.Block().Succs)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		switch {
		case seen[b]:
			continue
		case b == to.Block() && !t.bornIn(b, nil, to):
			return true
		}
		seen[b] = true
		if !t.bornIn(b, nil, nil) {
			work = append(work, b.Succs...)
		}
	}
	return false
}

// bornIn reports whether the channel begins to live in the block, after one
// instruction and before another; nil is the beginning of the block, and its end.
func (t *trace) bornIn(b *ssa.BasicBlock, after, until ssa.Instruction) bool {
	past := after == nil
	for _, instr := range b.Instrs {
		switch {
		case instr == until:
			return false
		case past && t.isBirth(instr):
			return true
		}
		past = past || instr == after
	}
	return false
}

// isBirth reports whether the instruction makes the channel, or is the only call of
// its function that it is a result of where it begins to live: of two, either may be
// the one.
func (t *trace) isBirth(instr ssa.Instruction) bool {
	if instr == t.channel.Make {
		return true
	}
	call, ok := instr.(*ssa.Call)
	return ok && t.yields(call) && !slices.ContainsFunc(t.index.ChannelCalls(), func(other *ssa.Call) bool {
		return other != call && other.Parent() == call.Parent() && t.yields(other)
	})
}

// yields reports whether the channel begins to live as the result of the call.
func (t *trace) yields(call *ssa.Call) bool {
	callee := call.Common().StaticCallee()
	return t.channel.Flow.Values[call] && t.getsResult(call.Parent()) &&
		callee != nil && t.channel.Flow.Results[callee] && t.getsResult(callee)
}

// sendsUpTo returns how many sends on the channel are made on every path up to
// the operation, that one included.
func (q *own) sendsUpTo() int {
	n := q.rounds(q.chain[0].Block())
	for _, frame := range q.chain {
		for _, op := range q.channel.Ops {
			if op.Kind == channel.Send && op.Alone && op.Fn() == frame.Parent() && dominates(op.Instr, frame) {
				n += q.rounds(op.Instr.Block())
			}
		}
	}
	for call, callees := range q.callees {
		if len(callees) != 1 || !q.sendsAlways(callees[0]) {
			continue
		}
		for _, frame := range q.chain {
			if call.Parent() == frame.Parent() && dominates(call, frame) {
				n++
			}
		}
	}
	return n
}

// sendsAlways reports whether every path through fn sends on the channel.
func (q *own) sendsAlways(fn *ssa.Function) bool {
	for _, op := range q.channel.Ops {
		if op.Kind == channel.Send && op.Alone && op.Fn() == fn && dominatesReturns(op.Instr.Block()) {
			return true
		}
	}
	return false
}

// dominatesReturns reports whether every path to a return passes the block. The
// return after a recovered panic does not count.
func dominatesReturns(b *ssa.BasicBlock) bool {
	for _, other := range b.Parent().Blocks {
		if isReturn(other) && other != b.Parent().Recover && !b.Dominates(other) {
			return false
		}
	}
	return true
}

func isReturn(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	return ok
}

// dominates reports whether a is executed before every execution of b.
func dominates(a, b ssa.Instruction) bool {
	if _, deferred := a.(*ssa.Defer); deferred || a == b {
		return false
	}
	if a.Block() == b.Block() {
		return before(a, b)
	}
	return a.Block().Dominates(b.Block())
}

// rounds returns how often the block is run at least, given that it is run: as
// often as the loop that has no other way out, if that is a constant.
func (q *own) rounds(b *ssa.BasicBlock) int {
	l := loop.Innermost(q.loopsOf(b.Parent()), b)
	if l == nil || l.Contains(q.channel.Make.Block()) {
		return 1
	}
	bound := l.Bound()
	if !bound.Known || bound.Const < 1 || !onlyExit(l) {
		return 1
	}
	return int(min(bound.Const, Many))
}

// onlyExit reports whether the loop is left by its condition alone, and whether
// that is so in every round.
func onlyExit(l *loop.Loop) bool {
	condition := l.Condition()
	for _, b := range l.Header.Parent().Blocks {
		if !l.Contains(b) || condition != nil && b == condition.Block() {
			continue
		}
		for _, succ := range b.Succs {
			if !l.Contains(succ) {
				return false
			}
		}
	}
	return true
}
