package waitleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/waitleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures and the near-misses beside it.
// The folder golang.org of the fixtures holds the part of errgroup that they use.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), waitleak.Analyzer, "a", "skip", "errs", "selfwait")
}

// TestAdvice shows what is reported with -advice only.
func TestAdvice(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	if err := waitleak.Analyzer.Flags.Set("advice", "true"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { waitleak.Analyzer.Flags.Set("advice", "false") })
	analysistest.Run(t, analysistest.TestData(), waitleak.Analyzer, "advice")
}

// TestConditions checks what depends on conditions along the way.
func TestConditions(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), waitleak.Analyzer, "conditions")
}

// TestGivenBack checks groups to which a path adds with nobody to call Done for it.
func TestGivenBack(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), waitleak.Analyzer, "givenback")
}
