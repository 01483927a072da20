package recvleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/fixtest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/recvleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures and the near-misses beside it.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), recvleak.Analyzer, "a", "b", "entry", "late", "muted", "polled", "protocol", "round", "through")
}

// TestFix applies the suggested fixes to a leaking program.
func TestFix(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	fixtest.Run(t, recvleak.Analyzer)
}

// TestConditions checks what depends on conditions along the way.
func TestConditions(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), recvleak.Analyzer, "conditions")
}
