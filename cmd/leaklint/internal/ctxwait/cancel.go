package ctxwait

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
)

// Cancels returns the instructions that may call the cancel function that the
// call of context.WithCancel returned, and so end a wait for the context. It holds
// nil, for somewhere, when the function goes out of sight. What comes only when such
// a wait is over is left out, and so is a deferred call in the function waiter.
func (x *Index) Cancels(made *ssa.Call, waiter *ssa.Function) []ssa.CallInstruction {
	inTime, _ := x.cancels(made, waiter)
	return inTime
}

// LateCancel returns a call of the cancel function that comes only when a wait of
// the function waiter for the context is over, or nil.
func (x *Index) LateCancel(made *ssa.Call, waiter *ssa.Function) ssa.CallInstruction {
	if _, late := x.cancels(made, waiter); len(late) > 0 {
		return late[0]
	}
	return nil
}

func (x *Index) cancels(made *ssa.Call, waiter *ssa.Function) (inTime, late []ssa.CallInstruction) {
	cancel := CancelOf(made)
	if cancel == nil {
		return nil, nil
	}
	f := x.flows.Forward(cancel)
	if x.outOfSight(f) != nil {
		inTime = append(inTime, nil)
	}
	for _, use := range f.Uses {
		call, ok := use.Instr.(ssa.CallInstruction)
		switch {
		case !ok:
		case x.isLate(call, made, waiter):
			late = append(late, call)
		default:
			inTime = append(inTime, call)
		}
	}
	return inTime, late
}

// whyCanceled returns why the context that the call made may be canceled before a
// wait of the function waiter is over, or nil.
func (x *Index) whyCanceled(made *ssa.Call, waiter *ssa.Function) *decision.Reason {
	cancel := CancelOf(made)
	if cancel == nil {
		return nil
	}
	if r := x.outOfSight(x.flows.Forward(cancel)); r != nil {
		return r
	}
	if canceled.Holds(len(x.Cancels(made, waiter)) > 0) {
		return canceled
	}
	return nil
}

// outOfSight returns why a cancel function may be called where that is not seen, or
// nil.
func (x *Index) outOfSight(f *flow.Flow) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: cancelEscapes, Holds: func() bool { return len(f.Escapes) > 0 }},
		decision.Condition{Reason: cancelOutside, Holds: func() bool { return len(f.Returned) > 0 }},
		decision.Condition{Reason: cancelUnused, Holds: func() bool { return x.returnedToNobody(f) }},
	)
}

// returnedToNobody reports whether a function that nothing here calls returns the
// value: its callers are in files that this build leaves out.
func (x *Index) returnedToNobody(f *flow.Flow) bool {
	for fn := range f.Results {
		if calls, _ := x.flows.Callers(fn); len(calls) == 0 {
			return true
		}
	}
	return false
}

// CancelOf returns the second result of the call of context.WithCancel, or nil if
// it is dropped.
func CancelOf(made *ssa.Call) *ssa.Extract {
	for _, ref := range *made.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == 1 {
			return e
		}
	}
	return nil
}

// ReturnWithout returns a return of the function that can be reached from the
// instruction without one of the calls; or else why there is none, if that is due to
// the calls or to what is known on the way. A call that is deferred before the
// instruction on every path there covers all.
func (x *Index) ReturnWithout(from ssa.Instruction, calls []ssa.CallInstruction) (*ssa.Return, *decision.Reason) {
	search := &paths.Search{
		Table: x.memory.NewTable(), From: from, Next: x.traps.Next, ReturnOf: x.traps.ReturnOf,
		Answers: func(instr ssa.Instruction) bool {
			call, ok := instr.(ssa.CallInstruction)
			return ok && onEveryPath.Holds(slices.Contains(calls, call))
		},
	}
	return search.First(from.Parent(), onEveryPath)
}
