package ctxwait

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// A lateness asks whether something comes only after a wait for one context. If it
// is a call of the cancel function, it is not what ends that wait.
type lateness struct {
	*Index
	made   *ssa.Call
	waiter *ssa.Function
	asked  map[*ssa.Function]bool
}

// isLate reports whether the instruction is executed only when a wait for the
// context is over: it comes after the wait in its function, is deferred by the
// function waiter, or each call and start of its function is late. A function that
// code out of sight may run is not.
func (x *Index) isLate(instr ssa.Instruction, made *ssa.Call, waiter *ssa.Function) bool {
	l := &lateness{Index: x, made: made, waiter: waiter, asked: map[*ssa.Function]bool{}}
	return l.isLate(instr)
}

func (l *lateness) isLate(instr ssa.Instruction) bool {
	fn := instr.Parent()
	if _, deferred := instr.(*ssa.Defer); deferred && fn == l.waiter {
		return true
	}
	return l.followsWait(instr) || l.onlyRunLate(fn)
}

func (l *lateness) onlyRunLate(fn *ssa.Function) bool {
	if l.asked[fn] {
		return true // a recursive call: the others decide
	}
	l.asked[fn] = true
	runs := l.flows.Runs(fn)
	if !runs.All || len(runs.Calls)+len(runs.Sites) == 0 {
		return false
	}
	for _, call := range runs.Calls {
		if !l.isLate(call) {
			return false
		}
	}
	for _, site := range runs.Sites {
		if !l.isLate(site.Instr) {
			return false
		}
	}
	return true
}

// followsWait reports whether every path to the instruction, in its function,
// passes a receive from the Done of the context.
func (l *lateness) followsWait(instr ssa.Instruction) bool {
	for b := instr.Block(); b != nil; b = b.Idom() {
		for _, at := range b.Instrs {
			if recv, ok := at.(*ssa.UnOp); ok && l.isDone(recv.X) && graph.Before(recv, instr) {
				return true
			}
		}
		if branch, ok := lastOf(b).(*ssa.If); ok {
			sel, n := channel.CaseAt(branch)
			if sel != nil && n < len(sel.States) && l.isDone(sel.States[n].Chan) && entersCase(b, instr.Block()) {
				return true
			}
		}
	}
	return false
}

// entersCase reports whether every path to the block takes the case that the
// branch at the end of b decides.
func entersCase(b, block *ssa.BasicBlock) bool {
	body := b.Succs[0]
	return len(body.Preds) == 1 && body.Dominates(block)
}

func lastOf(b *ssa.BasicBlock) ssa.Instruction { return b.Instrs[len(b.Instrs)-1] }

// isDone reports whether the channel is the Done of the context.
func (l *lateness) isDone(ch ssa.Value) bool {
	return canBeDone(ch.Type()) && l.origins.Of(ch).All(func(v ssa.Value) bool {
		call, ok := v.(*ssa.Call)
		return ok && endless.IsContextCall(call.Common(), "Done") && l.origins.Of(call.Common().Value).All(func(v ssa.Value) bool {
			e, ok := v.(*ssa.Extract)
			return ok && e.Tuple == l.made && e.Index == 0
		})
	})
}
