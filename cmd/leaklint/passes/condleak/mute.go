package condleak

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

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
		if fn == wait.Parent() || c.signals(cond, fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				store, ok := instr.(*ssa.Store)
				if !ok || !setsFlag(store, flags) {
					continue
				}
				c.r.Report(report.Finding{
					Pos:      store.Pos(),
					Message:  fmt.Sprintf("%s ends the wait for %s and signals nobody, so whoever sleeps may not hear of it", source.FuncName(fn), cond.class.Short()),
					Category: report.Advice,
					Related:  []analysis.RelatedInformation{{Pos: wait.Pos(), Message: "it is waited for here"}},
				})
			}
		}
	}
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

// signals reports whether the function, or one that it calls or that calls it,
// signals the condition.
func (c *check) signals(cond *condition, fn *ssa.Function) bool {
	callers, all := c.origins.Calls(fn)
	if !all && fn.Parent() != nil {
		return true // a literal that goes elsewhere: who calls it may signal
	}
	for _, s := range cond.signals {
		if s.Parent() == fn {
			return true
		}
		for _, call := range callers {
			if call.Parent() == s.Parent() {
				return true
			}
		}
		helpers, _ := c.origins.Calls(s.Parent())
		for _, call := range helpers {
			if call.Parent() == fn {
				return true
			}
		}
	}
	return false
}
