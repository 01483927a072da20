package tickerleak

import (
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/trapcheck"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines that wait for a ticker in a loop without a way out.
var Analyzer = report.NewAnalyzer(leakkind.Ticker, run, trapcheck.Requires...)

func run(pass *analysis.Pass, r *report.Reporter) error {
	return trapcheck.Run(pass, r, trapcheck.Defects{
		endless.TickerRange: "ranges over the channel of a ticker, which Stop does not close",
		endless.TickerLoop:  "waits for ticks in a loop without a way out",
	})
}
