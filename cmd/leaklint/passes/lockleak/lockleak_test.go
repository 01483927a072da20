package lockleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/lockleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures and the near-misses beside it.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), lockleak.Analyzer, "a", "lockers", "back", "invoked", "registered", "user")
}

// TestConditions checks locks that are released under conditions.
func TestConditions(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), lockleak.Analyzer, "conditions")
}

// TestLeaving checks sends under a lock that the receiver asks for when it leaves.
func TestLeaving(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), lockleak.Analyzer, "leaving")
}
