package condleak

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// mute advises to signal where a flag that ends the wait is set and nobody is told:
// whoever sleeps hears of it with the next signal, if there is one.
func (c *check) mute(cond *condition, wait *ssa.Call) {
	flags := flagsOf(wait)
	if !c.r.Advice() || len(flags) == 0 || len(cond.signals) == 0 {
		return
	}
	for _, fn := range c.starts.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if store, ok := instr.(*ssa.Store); ok && setsFlag(store, flags) {
					c.setsMute(cond, wait, store)
				}
			}
		}
	}
}

// setsMute advises to signal where the flag is set, unless somebody does.
func (c *check) setsMute(cond *condition, wait *ssa.Call, store *ssa.Store) {
	o := c.open(cond, store.Pos(), store.Pos())
	o.By = wait.Pos()
	if r := c.signals(cond, wait, store.Parent()); r != nil {
		o.Settle(r)
		return
	}
	category := report.Leak
	if o.Settled(setWithoutWord, true) {
		category = report.Advice
	}
	o.Settle(setInSilence)
	c.r.Report(report.Finding{
		Pos:      store.Pos(),
		Message:  fmt.Sprintf("%s ends the wait for %s and signals nobody, so whoever sleeps may not hear of it", source.FuncName(store.Parent()), cond.class.Short()),
		Category: category,
		Related:  []analysis.RelatedInformation{{Pos: wait.Pos(), Message: "it is waited for here"}},
	})
}

// flagsOf returns the fields of type bool that the loop around the wait tests.
func flagsOf(wait *ssa.Call) map[*types.Var]bool {
	flags := map[*types.Var]bool{}
	for _, b := range wait.Parent().Blocks {
		test, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !graph.Reaches(b, wait.Block()) || !graph.Reaches(wait.Block(), b) {
			continue
		}
		if load, ok := test.Cond.(*ssa.UnOp); ok && load.Op == token.MUL {
			if addr, ok := load.X.(*ssa.FieldAddr); ok {
				flags[origin.FieldOf(addr)] = true
			}
		}
	}
	return flags
}

// setsFlag reports whether the store sets one of the fields to true, of an object
// that others know.
func setsFlag(store *ssa.Store, flags map[*types.Var]bool) bool {
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok || !flags[origin.FieldOf(addr)] {
		return false
	}
	value, ok := store.Val.(*ssa.Const)
	_, made := addr.X.(*ssa.Alloc)
	return ok && !made && value.Value != nil && value.Value.String() == "true"
}

// signals returns why who waits hears of what the function sets, or nil: it, or one
// that it calls or that calls it, signals the condition.
func (c *check) signals(cond *condition, wait *ssa.Call, fn *ssa.Function) *decision.Reason {
	callers, all := c.origins.Calls(fn)
	signaled := func(by func(signal ssa.CallInstruction) bool) func() bool {
		return func() bool { return slices.ContainsFunc(cond.signals, by) }
	}
	return decision.First(
		decision.Condition{Reason: setByWaiter, Holds: func() bool { return fn == wait.Parent() }},
		// Who calls a literal that goes elsewhere may signal.
		decision.Condition{Reason: setOutOfSight, Holds: func() bool { return !all && fn.Parent() != nil }},
		decision.Condition{Reason: setAndSignals, Holds: signaled(func(s ssa.CallInstruction) bool { return s.Parent() == fn })},
		decision.Condition{Reason: callerSignals, Holds: signaled(func(s ssa.CallInstruction) bool { return standsIn(callers, s.Parent()) })},
		decision.Condition{Reason: calleeSignals, Holds: signaled(func(s ssa.CallInstruction) bool {
			helpers, _ := c.origins.Calls(s.Parent())
			return standsIn(helpers, fn)
		})},
	)
}

// standsIn reports whether one of the calls stands in the function.
func standsIn(calls []ssa.CallInstruction, fn *ssa.Function) bool {
	return slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool { return call.Parent() == fn })
}
