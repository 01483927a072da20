package ctxleak

import (
	"cmp"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// watcher reports a goroutine that waits for the context of the caller alone, while the
// function that has started it has done its work.
func (c *check) watcher(site *spawn.Site, w *ctxwait.Watcher) bool {
	o := c.open(site, w.At.Pos(), nil)
	if r := cmp.Or(w.Ends, c.life.WhyProcess(site)); r != nil {
		o.Settle(r)
		return false
	}
	name := source.FuncName(site.Enclosing)
	f := report.Finding{
		Pos:     site.Pos(),
		Message: fmt.Sprintf("goroutine ends only with the context of the caller, so each call of %s that returns before leaves one behind", name),
		Related: []analysis.RelatedInformation{{Pos: w.At.Pos(), Message: "it waits here"}},
	}
	if w.Work != nil {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: w.Work.Pos(), Message: fmt.Sprintf("%s is done with what it watches over after this", name)})
	}
	if w.Return != nil {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: endless.ReturnPos(w.Return), Message: "this return does not end it"})
	}
	if w.Doubt != nil {
		o.Settle(w.Doubt)
		f.Category = report.Advice
	}
	o.Settle(outlivesCall)
	c.r.Report(f)
	return true
}
