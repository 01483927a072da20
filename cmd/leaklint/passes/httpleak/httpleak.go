package httpleak

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/owner"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports responses whose body nobody reads or closes on some path, or
// on every one, after requests that nothing else ends; and transports that a
// function makes for its own requests, with all that they keep.
var Analyzer = report.NewAnalyzer(leakkind.HTTP, run, decision.Analyzer, owner.Analyzer, spawn.Analyzer, lifetime.Analyzer)

func run(pass *analysis.Pass, r *report.Reporter) error {
	responses(pass, r)
	for _, fn := range pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs {
		r.At(fn.Pos())
		transports(pass, r, fn)
	}
	return nil
}

func transports(pass *analysis.Pass, r *report.Reporter, fn *ssa.Function) {
	ledger := pass.ResultOf[decision.Analyzer].(*decision.Ledger)
	life := pass.ResultOf[lifetime.Analyzer].(*lifetime.Index)
	for _, t := range transportsOf(fn) {
		o := ledger.Open(decision.Obligation{Check: leakkind.HTTP, Site: t.made.Pos(), At: t.made.Pos(), Object: t.made})
		ends := t.ends
		if ends == nil {
			ends = life.WhyOnce(t.request)
		}
		if ends != nil {
			o.Settle(ends)
			continue
		}
		o.Settle(keptIdle)
		r.Report(report.Finding{
			Pos:     t.made.Pos(),
			Message: source.FuncName(fn) + " makes a transport for its own requests and leaves it with an idle connection, which keeps two goroutines until the server closes it",
			Related: []analysis.RelatedInformation{{Pos: t.request.Pos(), Message: "the connection is made for this request"}},
		})
	}
}

func responses(pass *analysis.Pass, r *report.Reporter) {
	for _, d := range pass.ResultOf[owner.Analyzer].([]*owner.Drop) {
		if !d.Response {
			continue
		}
		r.At(d.Pos)
		f := report.Finding{
			Pos:     d.Pos,
			Message: message(d),
			Related: []analysis.RelatedInformation{{Pos: d.Return, Message: "this return is reached with the body open"}},
		}
		if d.Round {
			f.Related[0].Message = "the next round of this loop begins with the body open"
		}
		if !d.Sure {
			f.Category = report.Advice
		}
		r.Report(f)
	}
}

// message says who leaves whose body open, and what that keeps.
func message(d *owner.Drop) string {
	who, may := source.FuncName(d.Fn), "may return"
	switch {
	case d.Round:
		may = "may begin the next round of a loop"
	case d.Never:
		may = "returns"
	}
	if d.Error {
		may += " an error"
	}
	return fmt.Sprintf("%s %s without closing the body of the response from %s, which keeps its connection and two goroutines", who, may, d.Start)
}
