package ctxwait

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/inscope"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A Watcher is a goroutine that waits for the context of its function's caller alone,
// and then does something with what the function works with.
type Watcher struct {
	At     ssa.Instruction // where it waits
	Work   ssa.Instruction // where the function works with the same, or sees to its end
	Return *ssa.Return     // where the function returns, whether or not the context is done

	Ends  *decision.Reason // why it does not outlive the call, or is meant to; nil if it does
	Doubt *decision.Reason // why that is not certain, or nil
}

// Watcher returns what is known of the goroutine if it waits for the caller's context
// alone; else nil. One that waits in rounds does work of its own.
func (x *Index) Watcher(site *spawn.Site, t spawn.Target) *Watcher {
	var ctx *ssa.Parameter
	outer := x.Ask(site.Enclosing, func(p *ssa.Parameter) bool {
		if p.Parent() != site.Enclosing || !endless.IsContext(p.Type()) {
			return false
		}
		ctx = p
		return true
	})
	inner := x.Ask(t.Fn, func(p *ssa.Parameter) bool {
		if p.Parent() == site.Enclosing {
			return outer.isGiven(p)
		}
		i := slices.Index(t.Fn.Params, p)
		return i >= 0 && i < len(t.Args) && t.Args[i] != nil && outer.NeverDone(t.Args[i])
	})
	at, ok := x.traps.StuckIf(t.Fn, inner.Assumption()).(*ssa.UnOp)
	if !ok || ctx == nil || site.Kind != spawn.GoStmt || graph.InLoop(at.Block()) {
		return nil
	}
	w := &Watcher{At: at}
	if w.Ends = x.watcherEnds(site, t, ctx); w.Ends == nil {
		u := usesOf(site, t)
		u.rounds = u.rounds && !x.isCalledAgain(site.Enclosing)
		w.look(x.returnsIf(site, outer), u)
	}
	return w
}

// watcherEnds returns why the goroutine does not outlive the call by much, going by
// the context, and by who waits for the goroutine; or nil.
func (x *Index) watcherEnds(site *spawn.Site, t spawn.Target, ctx *ssa.Parameter) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: callersCancel, Holds: func() bool { return !x.lasts(ctx) }},
		decision.Condition{Reason: watcherAnswers, Holds: func() bool { return answers(t.Fn) }},
	)
}

// look decides by the returns of the function, and by what it does with what the
// goroutine acts on.
func (w *Watcher) look(returns []*ssa.Return, u *uses) {
	w.Work = u.work
	if u.ended != nil {
		w.Work = u.ended
	}
	if len(returns) > 0 {
		w.Return = returns[0]
	}
	w.Ends = decision.First(
		decision.Condition{Reason: returnsDone, Holds: func() bool { return w.Return == nil }},
		decision.Condition{Reason: servesOn, Holds: func() bool { return u.serves }},
		decision.Condition{Reason: objectKept, Holds: func() bool { return u.ended == nil && u.kept }},
		decision.Condition{Reason: noWork, Holds: func() bool { return w.Work == nil }},
	)
	if w.Ends == nil && roundsOn.Holds(u.rounds) {
		w.Doubt = roundsOn
	}
}

// isCalledAgain reports whether the package calls the function in a loop: then it is not
// once for all, and each call leaves a watcher behind.
func (x *Index) isCalledAgain(fn *ssa.Function) bool {
	return slices.ContainsFunc(x.flows.Runs(fn).Calls, func(call ssa.CallInstruction) bool { return graph.InLoop(call.Block()) })
}

// returnsIf returns the returns that come after the start of the goroutine also if the
// context is never done.
func (x *Index) returnsIf(site *spawn.Site, outer *Question) []*ssa.Return {
	after := graph.After(site.Instr.Block())
	after[site.Instr.Block()] = true
	return slices.DeleteFunc(x.traps.ReturnsIf(site.Enclosing, outer.Assumption()), func(ret *ssa.Return) bool { return !after[ret.Block()] })
}

// lasts reports whether some caller gives a context that may go on after the call.
func (x *Index) lasts(ctx *ssa.Parameter) bool {
	q := x.Ask(nil, func(*ssa.Parameter) bool { return true })
	return slices.ContainsFunc(x.origins.Of(ctx).Values, func(v ssa.Value) bool {
		if p, ok := v.(*ssa.Parameter); ok {
			return !servesRequest(p) && p.Parent().Parent() == nil && len(x.origins.ValueUses(p.Parent())) == 0
		}
		return q.NotDone(v)
	})
}

// servesRequest reports whether the parameter is, by the look of its function, the
// context of a request, which ends with the call: that of a handler of net/http, or of
// a method that takes one message and returns another, as those of a gRPC service do.
func servesRequest(ctx *ssa.Parameter) bool {
	fn := ctx.Parent()
	if inscope.Of(fn).Kind == inscope.Request {
		return true
	}
	sig := fn.Signature
	return sig.Recv() != nil && sig.Params().Len() == 2 && sig.Results().Len() == 2 &&
		isMessage(sig.Params().At(1).Type()) && isMessage(sig.Results().At(0).Type())
}

// answers reports whether the goroutine does something that another one may wait for.
func answers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Select:
				return true
			case ssa.CallInstruction:
				if b, ok := instr.Common().Value.(*ssa.Builtin); ok && b.Name() == "close" {
					return true
				}
				if callee := instr.Common().StaticCallee(); callee != nil && model.OfSync(callee) && callee.Name() == "Done" {
					return true
				}
			}
		}
	}
	return false
}
