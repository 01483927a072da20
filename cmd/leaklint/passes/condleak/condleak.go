package condleak

import (
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports conditions that are waited for and that nobody signals, or
// whose signal may come before the wait.
var Analyzer = report.NewAnalyzer(leakkind.Cond, run, held.Analyzer, origin.Analyzer, spawn.Analyzer, decision.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	c := &check{
		r:       r,
		ledger:  pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		locks:   pass.ResultOf[held.Analyzer].(*held.Index),
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		starts:  pass.ResultOf[spawn.Analyzer].(*spawn.Result),
	}
	for _, cond := range c.conditions() {
		for _, wait := range cond.waits {
			r.At(wait.Pos())
			at, _ := c.locks.Stand(wait.Parent(), wait.Pos())
			o := c.open(cond, at, wait.Pos())
			if o.Settled(roleUnknown, !cond.class.Known()) {
				continue
			}
			c.wait(cond, wait, o)
			c.mute(cond, wait)
		}
	}
	return nil
}
