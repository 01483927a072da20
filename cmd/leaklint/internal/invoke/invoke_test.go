package invoke_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/invoke"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks the facts about functions that call methods of their parameters,
// themselves or in a function of another package, and the near-misses beside them.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), invoke.Analyzer, "a")
}
