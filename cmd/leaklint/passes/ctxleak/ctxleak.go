package ctxleak

import (
	"cmp"
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines that end only with a context that is never done.
var Analyzer = report.NewAnalyzer(leakkind.Context, run,
	decision.Analyzer, spawn.Analyzer, endless.Analyzer, lifetime.Analyzer, ctxwait.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		pass:   pass,
		r:      r,
		ledger: pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		traps:  pass.ResultOf[endless.Analyzer].(*endless.Result),
		waits:  pass.ResultOf[ctxwait.Analyzer].(*ctxwait.Index),
		life:   pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
	}
	for _, site := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Sites {
		r.At(site.Pos())
		for _, target := range site.Targets {
			if c.target(site, target) {
				break
			}
		}
	}
	return nil
}

type check struct {
	pass   *analysis.Pass
	r      *report.Reporter
	ledger *decision.Ledger
	traps  *endless.Result
	waits  *ctxwait.Index
	life   *lifetime.Index
}

// target reports the goroutine if it ends only with a context that nobody cancels,
// or that the function which starts it does not cancel on every path.
func (c *check) target(site *spawn.Site, t spawn.Target) bool {
	w, why := c.stuck(site, t, nil)
	if w != nil {
		o := c.open(site, w.related.Pos, w.root)
		if r := c.life.WhyProcess(site); r != nil {
			o.Settle(r)
			return false
		}
		o.Settle(neverDone)
		c.r.Report(report.Finding{
			Pos:     site.Pos(),
			Message: c.message(site, t.Fn, w),
			Related: c.related(t.Fn, w),
		})
		return true
	}
	var missed *ssa.Return // the return that is reached without cancel
	var covered *decision.Reason
	w, _ = c.stuck(site, t, func(made *ssa.Call) bool {
		missed, covered = c.missedReturn(site, made, t.Fn)
		return missed != nil
	})
	if w != nil && missed != nil {
		return c.missed(site, w, missed)
	}
	if w := c.waits.Watcher(site, t); w != nil {
		return c.watcher(site, w)
	}
	c.ends(site, t.Fn, covered, why)
	return false
}

// ends notes why the goroutine ends with a context that it looks at, if it does: the
// first of the reasons that is not nil.
func (c *check) ends(site *spawn.Site, fn *ssa.Function, reasons ...*decision.Reason) {
	if r := cmp.Or(reasons...); r != nil {
		c.open(site, fn.Pos(), nil).Settle(r)
	}
}

// missed reports the goroutine if the return, which is reached without a call of the
// cancel function, leaves it behind.
func (c *check) missed(site *spawn.Site, w *wait, ret *ssa.Return) bool {
	o := c.open(site, w.related.Pos, w.root)
	if r := c.life.WhyProcess(site); r != nil {
		o.Settle(r)
		return false
	}
	o.Settle(cancelMissed)
	name := source.FuncName(site.Enclosing)
	f := report.Finding{
		Pos:     site.Pos(),
		Message: fmt.Sprintf("%s may return without canceling the context, which leaves this goroutine waiting for it forever", name),
		Related: []analysis.RelatedInformation{w.related, {Pos: endless.ReturnPos(ret), Message: "nothing cancels the context on the way to this return"}},
	}
	if fix, ok := c.fix(w.root, site); ok {
		f.Fixes = []analysis.SuggestedFix{fix}
	}
	c.r.Report(f)
	return true
}

// open opens the obligation of a goroutine that waits for a context.
func (c *check) open(site *spawn.Site, at token.Pos, made *ssa.Call) *decision.Obligation {
	o := decision.Obligation{Check: leakkind.Context, Site: site.Pos(), At: at}
	if made != nil {
		o.Object = made
	}
	return c.ledger.Open(o)
}

// A wait is where a goroutine waits for a context in vain, and what made it.
type wait struct {
	root    *ssa.Call
	related analysis.RelatedInformation
}

// stuck returns where the goroutine waits for a context that is never done, as
// seen from the site; nil if it ends, and why, if that is due to a context. A context
// with a cancel function is never done if uncanceled says so, or if uncanceled is
// nil and nobody calls it.
func (c *check) stuck(site *spawn.Site, t spawn.Target, uncanceled func(*ssa.Call) bool) (*wait, *decision.Reason) {
	outer := c.waits.AskOfCallers(site.Enclosing)
	inner := c.waits.Ask(t.Fn, func(p *ssa.Parameter) bool {
		for i, q := range t.Fn.Params {
			if q == p && i < len(t.Args) && t.Args[i] != nil {
				return outer.NeverDone(t.Args[i])
			}
		}
		return false
	})
	nobody := inner.Uncanceled
	outer.Uncanceled = nobody // its deferred calls in the goroutine do not count there either
	if uncanceled != nil {
		outer.Uncanceled, inner.Uncanceled = uncanceled, uncanceled
	}
	w := &wait{}
	if at := c.traps.StuckIf(t.Fn, inner.Assumption()); at != nil {
		w.related = analysis.RelatedInformation{Pos: at.Pos(), Message: "it waits here"}
	} else if f := c.waits.Of(t.Fn); len(t.Fn.Blocks) == 0 && f != nil && outer.Keeps(f, argsOf(site, t)) {
		w.related = analysis.RelatedInformation{
			Pos:     report.Elsewhere(c.pass, f.Place),
			Message: fmt.Sprintf("it waits in %s", f.Place),
		}
	} else {
		return nil, cmp.Or(outer.Why, inner.Why)
	}
	w.root = cmp.Or(inner.Root, outer.Root)
	return w, nil
}

// argsOf returns the arguments of a function of another package, whose parameters
// are not known here.
func argsOf(site *spawn.Site, t spawn.Target) []ssa.Value {
	if call := site.Instr.Common(); site.Kind == spawn.GoStmt && call.StaticCallee() != nil {
		return call.Args
	}
	return t.Args
}

// missedReturn returns a return of the function that starts the goroutine and has
// made the context, which is reached without a call of the cancel function; or else
// why there is none.
func (c *check) missedReturn(site *spawn.Site, made *ssa.Call, waiter *ssa.Function) (*ssa.Return, *decision.Reason) {
	var calls []ssa.CallInstruction
	for _, call := range c.waits.Cancels(made, waiter) {
		switch {
		case cancelHandedOn.Holds(call == nil):
			return nil, cancelHandedOn
		case call == nil:
		case canceledElsewhere.Holds(call.Parent() != site.Enclosing):
			return nil, canceledElsewhere
		case call.Parent() == site.Enclosing:
			calls = append(calls, call)
		}
	}
	return c.waits.ReturnWithout(site.Instr, calls)
}

// message says which context it is, or why nobody cancels it.
func (c *check) message(site *spawn.Site, waiter *ssa.Function, w *wait) string {
	what := "a context that is never done"
	switch {
	case w.root == nil:
	case !model.Canceled(w.root.Common()):
		what = "context." + w.root.Common().StaticCallee().Name() + ", which is never done"
	case c.waits.LateCancel(w.root, waiter) != nil:
		what = "a context that is canceled only when this wait is over"
	default:
		what = "a context whose cancel function nobody calls"
	}
	return fmt.Sprintf("goroutine ends only with %s, so each call of %s leaves one behind", what, source.FuncName(site.Enclosing))
}

// related returns where the goroutine waits and, if it is canceled too late, where.
func (c *check) related(waiter *ssa.Function, w *wait) []analysis.RelatedInformation {
	related := []analysis.RelatedInformation{w.related}
	if w.root != nil && model.Canceled(w.root.Common()) {
		if late := c.waits.LateCancel(w.root, waiter); late != nil {
			related = append(related, analysis.RelatedInformation{Pos: late.Pos(), Message: "the context is canceled only here, after the wait"})
		}
	}
	return related
}
