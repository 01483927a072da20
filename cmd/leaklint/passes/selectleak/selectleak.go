package selectleak

import (
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/trapcheck"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// Analyzer reports goroutines that wait in a select that nothing ends.
var Analyzer = report.NewAnalyzer(leakkind.Select, run, trapcheck.Requires...)

func run(pass *analysis.Pass, r *report.Reporter) error {
	return trapcheck.Run(pass, r, trapcheck.Defects{
		endless.EmptySelect: "ends in select {}, which blocks forever",
		endless.SelectLoop:  "waits in a select whose cases never leave the loop around it",
	})
}
