package decisiontest

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
)

// A Run is an analyzer and its fixtures, in the src folder of Testdata.
type Run struct {
	Analyzer *analysis.Analyzer
	Testdata string
	Fixtures []string
}

// Together is [Mutate] for the rules of a package that several checks use: one
// diagnostic of one of them is enough.
func Together(t *testing.T, runs []Run, reasons []*decision.Reason, survivors ...string) {
	t.Helper()
	left := reasons
	for _, run := range runs {
		dir, err := filepath.Abs(run.Testdata)
		if err != nil {
			t.Fatal(err)
		}
		left = Survivors(t, run.Analyzer, dir, run.Fixtures, left)
	}
	Judge(t, left, reasons, survivors...)
}
