// Package trapcheck reports goroutines that run into a trap (see package
// endless). Each of the checks for loops is one call of [Run] with the kinds of
// traps that it speaks of.
package trapcheck

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Requires is what an analyzer needs that calls [Run].
var Requires = []*analysis.Analyzer{decision.Analyzer, spawn.Analyzer, endless.Analyzer, lifetime.Analyzer}

// Defects says for each kind of trap what the goroutine does in it, as the
// predicate of a sentence: "sleeps in a loop without a way out".
type Defects map[endless.Kind]string

// Run reports each start of a goroutine that runs into a trap of one of the
// kinds, unless the goroutine lives as long as the process by intent.
//
// A trap with calls to unknown functions is advice if nothing in it waits: the
// end may hide in those calls. So is one in a function that init registers, which
// the process may well call once.
func Run(pass *analysis.Pass, r *report.Reporter, defects Defects) error {
	starts := pass.ResultOf[spawn.Analyzer].(*spawn.Result)
	c := &check{
		pass:    pass,
		defects: defects,
		traps:   pass.ResultOf[endless.Analyzer].(*endless.Result),
		life:    pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
		ledger:  pass.ResultOf[decision.Analyzer].(*decision.Ledger),
	}
	for _, site := range starts.Sites {
		r.At(site.Pos())
		for _, target := range site.Targets {
			if f := c.target(site, target.Fn); f != nil {
				r.Report(*f)
				break
			}
		}
	}
	return nil
}

type check struct {
	pass    *analysis.Pass
	defects Defects
	traps   *endless.Result
	life    *lifetime.Index
	ledger  *decision.Ledger
}

// target returns the finding if the goroutine that runs fn runs into a trap, or nil.
func (c *check) target(site *spawn.Site, fn *ssa.Function) *report.Finding {
	trap := c.traps.Trap(fn)
	if trap == nil {
		c.left(site, fn)
		return nil
	}
	defect := c.defects[trap.Kind]
	if defect == "" {
		return nil
	}
	o := c.open(site, trap.Pos)
	if o.Settled(signals, trap.Kind == endless.SignalLoop) {
		return nil
	}
	if r := c.life.WhyProcess(site); r != nil {
		o.Settle(r)
		return nil
	}
	f := c.finding(site, fn, trap, defect)
	if o.Settled(unknownCalls, trap.Kind == endless.BusyLoop && trap.Calls) ||
		o.Settled(lifetime.RegisteredByInit, lifetime.Registered(site)) {
		f.Category = report.Advice
	}
	o.Settle(leaks[trap.Kind])
	return &f
}

// left notes that the goroutine leaves its loops, and how. One of the checks does
// so for all.
func (c *check) left(site *spawn.Site, fn *ssa.Function) {
	if c.defects[endless.BusyLoop] == "" {
		return
	}
	if r := c.traps.WayOut(fn); r != nil {
		c.open(site, fn.Pos()).Settle(r)
	}
}

func (c *check) open(site *spawn.Site, at token.Pos) *decision.Obligation {
	return c.ledger.Open(decision.Obligation{Check: c.pass.Analyzer.Name, Site: site.Pos(), At: at})
}

func (c *check) finding(site *spawn.Site, fn *ssa.Function, trap *endless.Trap, defect string) report.Finding {
	f := report.Finding{
		Pos: site.Pos(),
		Message: fmt.Sprintf("goroutine %s%s, so each call of %s leaves one behind",
			via(c.pass, fn, trap), defect, source.FuncName(site.Enclosing)),
	}
	pos := trap.Pos
	if !pos.IsValid() {
		pos = report.Elsewhere(c.pass, trap.Place)
	}
	f.Related = []analysis.RelatedInformation{{Pos: pos, Message: "it never gets away from here"}}
	return f
}

// via names the function that holds the trap when it is not the one that the
// site shows.
func via(pass *analysis.Pass, fn *ssa.Function, trap *endless.Trap) string {
	if trap.Place.Package != pass.Pkg.Path() {
		return fmt.Sprintf("runs %s, which ", trap.Place)
	}
	if fn.Pkg != nil && trap.Place.Function != fn.RelString(fn.Pkg.Pkg) {
		return fmt.Sprintf("runs %s, which ", trap.Place.Function)
	}
	return ""
}
