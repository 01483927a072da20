package waitleak

import (
	"cmp"
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports groups that are waited for and never done.
var Analyzer = report.NewAnalyzer(leakkind.Wait, run,
	spawn.Analyzer, origin.Analyzer, flow.Analyzer, channel.Analyzer, endless.Analyzer, lifetime.Analyzer, ctxwait.Analyzer, decision.Analyzer, feasible.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		pass:     pass,
		r:        r,
		ledger:   pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		starts:   pass.ResultOf[spawn.Analyzer].(*spawn.Result),
		origins:  pass.ResultOf[origin.Analyzer].(*origin.Index),
		flows:    pass.ResultOf[flow.Analyzer].(*flow.Index),
		traps:    pass.ResultOf[endless.Analyzer].(*endless.Result),
		life:     pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
		channels: pass.ResultOf[channel.Analyzer].(*channel.Channels),
		waits:    pass.ResultOf[ctxwait.Analyzer].(*ctxwait.Index),
		memory:   pass.ResultOf[feasible.Analyzer].(*feasible.Package),
	}
	for _, g := range groups(c.starts.Funcs, c.flows) {
		for _, wait := range g.of("Wait") {
			r.At(wait.call.Pos())
			o := c.open(c.siteOf(wait), wait.call.Pos(), g)
			if g.escapes != nil {
				o.Settle(g.escapes)
				continue
			}
			c.wait(g, wait, o)
			c.addsItself(g, wait)
			c.waitsOnTheWay(g, wait)
		}
	}
	c.errgroups()
	return nil
}

type check struct {
	pass     *analysis.Pass
	r        *report.Reporter
	ledger   *decision.Ledger
	starts   *spawn.Result
	origins  *origin.Index
	flows    *flow.Index
	traps    *endless.Result
	life     *lifetime.Index
	channels *channel.Channels
	waits    *ctxwait.Index
	memory   *feasible.Package
}

// A defect is why a Wait does not return.
type defect struct {
	reason  *decision.Reason
	what    string // "waits for wg, ..."
	harm    string // "blocks forever"
	related []analysis.RelatedInformation
	skipped []*spawn.Site // the goroutines that skip Done, if it is that
	skip    string        // what they do instead: "return"

	// deliberate is what some programs do in order to block: it is only told
	// where a goroutine is started for it.
	deliberate bool
}

// wait reports the first defect of the Wait, if it has one.
func (c *check) wait(g *group, wait op, o *decision.Obligation) {
	var quiet *decision.Reason
	for _, find := range []func(*group, op) (*defect, *decision.Reason){c.inLoop, c.onItself, c.tooFew, c.closedLater, c.skipped, c.itemSkipped, c.notGivenBack} {
		d, r := find(g, wait)
		if d != nil {
			c.report(wait, d, o)
			return
		}
		quiet = cmp.Or(quiet, r)
	}
	o.Settle(cmp.Or(quiet, comesDown))
}

// report puts the finding where the waiting goroutine is started. Where no such
// start is known it stands at the goroutines that skip Done, or at the Wait.
func (c *check) report(wait op, d *defect, o *decision.Obligation) {
	here := analysis.RelatedInformation{Pos: wait.call.Pos(), Message: "it waits here"}
	waiters := c.origins.StartsOf(wait.fn())
	quiet := withProcess
	for _, site := range waiters {
		if !withProcess.Holds(d.skipped == nil && c.life.Process(site)) {
			quiet = d.reason
			c.at(site.Pos(), fmt.Sprintf("goroutine %s, so it %s", d.what, d.harm), append(d.related, here))
		}
	}
	if len(waiters) > 0 {
		o.Settle(quiet)
		return
	}
	if o.Settled(onPurpose, d.deliberate) {
		return
	}
	o.Settle(d.reason)
	for _, site := range d.skipped {
		c.at(site.Pos(), fmt.Sprintf("goroutine may %s without calling Done, so %s may wait for it forever", d.skip, source.FuncName(wait.fn())), append(d.related, here))
	}
	if len(d.skipped) == 0 {
		c.at(wait.call.Pos(), fmt.Sprintf("%s %s, so it %s", source.FuncName(wait.fn()), d.what, d.harm), d.related)
	}
}

// siteOf returns where a finding about the wait stands, unless that is at goroutines
// that skip Done.
func (c *check) siteOf(wait op) token.Pos {
	if waiters := c.origins.StartsOf(wait.fn()); len(waiters) > 0 {
		return waiters[0].Pos()
	}
	return wait.call.Pos()
}

func (c *check) at(pos token.Pos, message string, related []analysis.RelatedInformation) {
	c.r.Report(report.Finding{Pos: pos, Message: message, Related: related})
}

// startedIn returns the sites in fn that start a goroutine which runs target,
// itself or by a call.
func (c *check) startedIn(fn, target *ssa.Function) []*spawn.Site {
	var sites []*spawn.Site
	for _, site := range c.origins.StartsOf(target) {
		if site.Enclosing == fn {
			sites = append(sites, site)
		}
	}
	return sites
}
