package ctxignored

import (
	"fmt"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ssa"

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
	inspect.Analyzer, spawn.Analyzer, origin.Analyzer, endless.Analyzer, lifetime.Analyzer)

// longWait is the constant wait from which on a finding is a leak. Shorter ones
// are advice: they end before they can pile up.
const longWait = time.Second

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		pass:    pass,
		r:       r,
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		traps:   pass.ResultOf[endless.Analyzer].(*endless.Result),
	}
	life := pass.ResultOf[lifetime.Analyzer].(*lifetime.Index)
	for _, site := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Sites {
		r.At(site.Pos())
		scope := inscope.Of(site.Enclosing)
		if scope.Kind == inscope.None || life.Process(site) {
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
	origins *origin.Index
	traps   *endless.Result
}

// goroutine reports the first wait of the goroutine that does not watch the
// context in scope.
func (c *check) goroutine(site *spawn.Site, fn *ssa.Function, scope inscope.Context) {
	body := c.bodyOf(fn)
	if c.ownContext(body) {
		return
	}
	if t := c.traps.Trap(fn); t != nil {
		return // the checks for loops speak of it
	}
	w := c.worst(body, site)
	if w == nil || w.length != forever && watches(body) {
		return // it looks at the context between its waits
	}
	category := report.Leak
	if scope.Kind != inscope.Request || w.length == unknown || w.length < longWait || joined(site, fn) {
		category = report.Advice
	}
	c.r.Report(report.Finding{
		Pos:      site.Pos(),
		Category: category,
		Message:  message(w, scope),
		Related:  []analysis.RelatedInformation{{Pos: w.instr.Pos(), Message: "it waits here"}},
		Fixes:    scope.Fixes(c.pass, site, w.instr, w.instr.Pos()),
	})
}

func message(w *wait, scope inscope.Context) string {
	what, who := "request's context", "request"
	if scope.Kind == inscope.Plain {
		what, who = "context", "caller"
	}
	harm := "outlives the " + who
	switch {
	case w.length == forever:
		harm = "may outlive the " + who + " for ever"
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
