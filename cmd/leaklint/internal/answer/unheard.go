package answer

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
)

// unheard returns the leak of a stream that is handed to callers out of sight by
// a goroutine that can be told to stop, but does not listen while it sends: they
// stop receiving when they tell it to stop, and it waits for them. Nobody in the
// package takes what is left in the channel.
func (q *question) unheard() *Leak {
	if q.need != NeedRecv || len(q.answers) > 0 || !q.onlyReceivable() {
		return nil
	}
	op := q.demand.Op
	sel := q.stopBeside(op)
	if sel == nil || q.demand.Doubt != nil && q.room == 0 {
		return nil
	}
	return &Leak{
		Need: q.need, Site: q.site, Channel: q.channel, Op: op, Demand: q.demand,
		Exit: Exit{Kind: Unheard, Fn: q.channel.Flow.Returned[0], Pos: sel.Pos()}, obligation: q.obligation,
	}
}

// onlyReceivable reports whether all functions that hand the channel out give it
// as one from which one can only receive.
func (q *question) onlyReceivable() bool {
	for _, fn := range q.channel.Flow.Returned {
		for v := range fn.Signature.Results().Variables() {
			if ch, ok := v.Type().Underlying().(*types.Chan); ok && ch.Dir() != types.RecvOnly {
				return false
			}
		}
	}
	return true
}

// stopBeside returns the select, in the loop around the send, that ends the loop
// when something else is received; nil if there is none.
func (q *question) stopBeside(op *channel.Op) *ssa.Select {
	l := loop.Innermost(q.loopsOf(op.Fn()), op.Instr.Block())
	if l == nil {
		return nil
	}
	for _, b := range op.Fn().Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !l.Contains(b) {
			continue
		}
		sel, n := channel.CaseAt(branch)
		if sel == nil || !sel.Blocking || n >= len(sel.States) || l.Contains(b.Succs[0]) {
			continue
		}
		if sel.States[n].Dir == types.RecvOnly {
			return sel
		}
	}
	return nil
}
