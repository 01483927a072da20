package owner

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// endsWithContext reports whether a context that the call is given may be done soon
// after the function has returned: one that is made or asked for there. A context of
// the caller's may last as long as the process.
func (x *Index) endsWithContext(call *ssa.Call) bool {
	lasts := x.waits.Ask(call.Parent(), func(*ssa.Parameter) bool { return true })
	return slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool {
		return endless.IsContext(arg.Type()) && !lasts.NotDone(arg)
	})
}

// isRows reports whether the hold is that of the rows of a query. They give back the
// connection also when they have come to their end.
func (h *Hold) isRows() bool { return h.Type == "Rows" && h.Held != "" }

// nextRow reports whether the condition is that there is another row of the followed
// ones.
func (f *follower) nextRow(cond ssa.Value) bool {
	call, ok := cond.(*ssa.Call)
	return ok && f.hold.isRows() && f.asksNext(call.Common())
}

// asksNext reports whether the call moves on the rows.
func (f *follower) asksNext(call *ssa.CallCommon) bool {
	callee := call.StaticCallee()
	if callee == nil || callee.Signature.Recv() == nil || callee.Name() != "Next" && callee.Name() != "NextResultSet" {
		return false
	}
	_, known := f.aliases[call.Args[0]]
	return known
}

// readsOn reports whether rows may come to their end by the call in a way that is not
// followed: where nothing branches on it at once, and in a function that is only
// looked at for what it does with them.
func (f *follower) readsOn(instr ssa.CallInstruction) bool {
	if !f.hold.isRows() || !f.asksNext(instr.Common()) {
		return false
	}
	call, ok := instr.(*ssa.Call)
	return !ok || f.whole || slices.ContainsFunc(*call.Referrers(), func(ref ssa.Instruction) bool {
		if not, ok := ref.(*ssa.UnOp); ok {
			return slices.ContainsFunc(*not.Referrers(), isNoBranch)
		}
		return isNoBranch(ref)
	})
}

func isNoBranch(instr ssa.Instruction) bool {
	switch instr.(type) {
	case *ssa.If, *ssa.DebugRef:
		return false
	}
	return true
}

// ownListener returns the listener if v is one that a function of this package has
// opened, or nil.
func ownListener(v ssa.Value) ssa.Value {
	v = variable.Value(v)
	if made, i := resultIn(v); made != nil && i == 0 && model.Listens(made.Common().StaticCallee()) {
		return v
	}
	return nil
}

// accepting is the hold of a goroutine that accepts connections.
var accepting = &hold{Hold: Hold{Result: -1, Started: true, Sure: true, Type: "Listener", Stops: []string{"Close"}, Runs: true}}

// servesOn returns the reason if the function, after it has started to accept
// connections, does nothing more than return, so that it may be meant to serve from
// then on; else nil.
func (s *start) servesOn() *decision.Reason {
	if s.hold.Type != "Listener" || s.site == nil {
		return nil
	}
	blocks := graph.After(s.instr.Block())
	blocks[s.instr.Block()] = true
	for b := range blocks {
		for i, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if ok && (b != s.instr.Block() || i > graph.Index(s.instr)) && s.works(call) {
				return nil
			}
		}
	}
	if serves.Holds(true) {
		return serves
	}
	return nil
}

// works reports whether the call is more than a look at the listener, or a line in a log.
func (s *start) works(call *ssa.Call) bool {
	common := call.Common()
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return false
	}
	if callee := common.StaticCallee(); callee != nil && (model.OnlyReads(callee) || callee.Signature.Recv() != nil && callee.Name() == "String") {
		return false
	}
	return !common.IsInvoke() || common.Method.Name() != "Addr" && common.Method.Name() != "String"
}
