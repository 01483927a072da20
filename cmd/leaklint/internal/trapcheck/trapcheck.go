// Package trapcheck reports goroutines that run into a trap (see package
// endless). Each of the checks for loops is one call of [Run] with the kinds of
// traps that it speaks of.
package trapcheck

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Requires is what an analyzer needs that calls [Run].
var Requires = []*analysis.Analyzer{spawn.Analyzer, endless.Analyzer, lifetime.Analyzer}

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
	traps := pass.ResultOf[endless.Analyzer].(*endless.Result)
	life := pass.ResultOf[lifetime.Analyzer].(*lifetime.Index)
	for _, site := range starts.Sites {
		r.At(site.Pos())
		for _, target := range site.Targets {
			trap := traps.Trap(target.Fn)
			if trap == nil || defects[trap.Kind] == "" || life.Process(site) {
				continue
			}
			r.Report(finding(pass, site, target.Fn, trap, defects[trap.Kind]))
			break
		}
	}
	return nil
}

func finding(pass *analysis.Pass, site *spawn.Site, fn *ssa.Function, trap *endless.Trap, defect string) report.Finding {
	f := report.Finding{
		Pos: site.Pos(),
		Message: fmt.Sprintf("goroutine %s%s, so each call of %s leaves one behind",
			via(pass, fn, trap), defect, source.FuncName(site.Enclosing)),
	}
	if trap.Kind == endless.BusyLoop && trap.Calls || lifetime.Registered(site) {
		f.Category = report.Advice
	}
	pos := trap.Pos
	if !pos.IsValid() {
		pos = report.Elsewhere(pass, trap.Place)
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
