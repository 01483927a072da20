package stopleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/owner"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/stopleak"
)

// Test checks each flagged line of the fixtures and the near-misses beside it;
// the objects of package dep are known by facts.
func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "a", "library")
}

// TestFacts checks what is said of the functions of package dep.
func TestFacts(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), owner.Analyzer, "dep")
}

// TestAdvice shows what is reported with -advice only.
func TestAdvice(t *testing.T) {
	if err := stopleak.Analyzer.Flags.Set("advice", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopleak.Analyzer.Flags.Set("advice", "false") })
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "advice")
}
