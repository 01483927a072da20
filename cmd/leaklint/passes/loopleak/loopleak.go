package loopleak

import (
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/trapcheck"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines that run an endless loop without a way out.
var Analyzer = report.NewAnalyzer(leakkind.Loop, run, trapcheck.Requires...)

func run(pass *analysis.Pass, r *report.Reporter) error {
	return trapcheck.Run(pass, r, trapcheck.Defects{
		endless.ChanLoop:   "sends or receives in a loop without a way out",
		endless.BusyLoop:   "runs an endless loop without a way out",
		endless.FlagLoop:   "leaves its loop only when a flag is set that nobody sets",
		endless.SignalLoop: "waits for signals in a loop without a way out",
	})
}
