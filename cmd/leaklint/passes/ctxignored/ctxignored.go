package ctxignored

import (
	"cmp"
	"fmt"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/inscope"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines that outlive the HTTP request they were started
// for, because they wait without watching its context.
var Analyzer = report.NewAnalyzer(leakkind.CtxIgnored, run,
	inspect.Analyzer, decision.Analyzer, spawn.Analyzer, origin.Analyzer, endless.Analyzer, lifetime.Analyzer)

// longWait is the constant wait from which on a finding is a leak. Shorter ones
// are advice: they end before they can pile up.
const longWait = time.Second

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		pass:    pass,
		r:       r,
		ledger:  pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		traps:   pass.ResultOf[endless.Analyzer].(*endless.Result),
		life:    pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
	}
	for _, site := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Sites {
		r.At(site.Pos())
		scope := inscope.Of(site.Enclosing)
		if scope.Kind == inscope.None {
			continue
		}
		for _, target := range site.Targets {
			c.goroutine(site, target.Fn, scope)
		}
	}
	return nil
}

type check struct {
	pass    *analysis.Pass
	r       *report.Reporter
	ledger  *decision.Ledger
	origins *origin.Index
	traps   *endless.Result
	life    *lifetime.Index
}

// goroutine reports the first wait of the goroutine that does not watch the
// context in scope.
func (c *check) goroutine(site *spawn.Site, fn *ssa.Function, scope inscope.Context) {
	body := c.bodyOf(fn)
	w := c.worst(body, site)
	if w == nil {
		return
	}
	o := c.ledger.Open(decision.Obligation{Check: leakkind.CtxIgnored, Site: site.Pos(), At: w.instr.Pos()})
	if r := c.answered(site, fn, body, w); r != nil {
		o.Settle(r)
		return
	}
	category := report.Leak
	if r := doubt(site, fn, w, scope); r != nil {
		o.Settle(r)
		category = report.Advice
	}
	o.Settle(outlives)
	c.r.Report(report.Finding{
		Pos:      site.Pos(),
		Category: category,
		Message:  message(w, scope),
		Related:  []analysis.RelatedInformation{{Pos: w.instr.Pos(), Message: "it waits here"}},
		Fixes:    scope.Fixes(c.pass, site, w.instr, w.instr.Pos()),
	})
}

// answered returns why nothing is to be said of the goroutine, or nil.
func (c *check) answered(site *spawn.Site, fn *ssa.Function, body []*ssa.Function, w *wait) *decision.Reason {
	if r := c.life.WhyProcess(site); r != nil {
		return r
	}
	return cmp.Or(decision.First(
		decision.Condition{Reason: ownContext, Holds: func() bool { return c.ownContext(body) }},
		decision.Condition{Reason: isTrap, Holds: func() bool { return c.traps.Trap(fn) != nil }},
	), w.ends, decision.First(
		decision.Condition{Reason: watched, Holds: func() bool { return w.length != forever && watches(body) }},
	))
}

// doubt returns why the wait is reported as advice, or nil.
func doubt(site *spawn.Site, fn *ssa.Function, w *wait, scope inscope.Context) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: noRequest, Holds: func() bool { return scope.Kind != inscope.Request }},
		decision.Condition{Reason: unknownWait, Holds: func() bool { return w.length == unknown }},
		decision.Condition{Reason: shortWait, Holds: func() bool { return w.length != unknown && w.length < longWait }},
		decision.Condition{Reason: joinedAfter, Holds: func() bool { return joined(site, fn) }},
	)
}

func message(w *wait, scope inscope.Context) string {
	what, who := "request's context", "request"
	if scope.Kind == inscope.Plain {
		what, who = "context", "caller"
	}
	harm := "outlives the " + who
	switch {
	case w.length == forever:
		harm = "may outlive the " + who + " forever"
	case w.length != unknown:
		harm += " by up to " + short(w.length)
		if graph.InLoop(w.instr.Block()) {
			harm += " in each round"
		}
	}
	return fmt.Sprintf("goroutine %s without watching the %s, so it %s", w.verb, what, harm)
}

// short prints a duration without parts that are zero: 10s, 5m, 1h.
func short(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}
