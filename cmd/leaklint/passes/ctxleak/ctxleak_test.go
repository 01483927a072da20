package ctxleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures, the near-misses beside it, and
// what the fixes make of them. Package b waits in a function of package a.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), ctxleak.Analyzer, "a", "b")
}

// TestConditions checks contexts that are canceled under conditions.
func TestConditions(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), ctxleak.Analyzer, "conditions")
}
