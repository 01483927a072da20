package ctxignored_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxignored"
	"github.com/leaktight/leaktight/testdata/longtest"
)

func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), ctxignored.Analyzer, "a")
}

// TestAdvice shows what is reported with -advice only.
func TestAdvice(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	if err := ctxignored.Analyzer.Flags.Set("advice", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ctxignored.Analyzer.Flags.Set("advice", "false") })
	analysistest.Run(t, analysistest.TestData(), ctxignored.Analyzer, "advice")
}
