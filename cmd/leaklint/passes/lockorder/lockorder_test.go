package lockorder_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/lockorder"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures and the near-misses beside it.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), lockorder.Analyzer, "a", "many")
}

// TestAdvice shows what is reported with -advice only.
func TestAdvice(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	if err := lockorder.Analyzer.Flags.Set("advice", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lockorder.Analyzer.Flags.Set("advice", "false") })
	analysistest.Run(t, analysistest.TestData(), lockorder.Analyzer, "advice")
}
