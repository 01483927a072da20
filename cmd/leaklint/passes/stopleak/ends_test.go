package stopleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/stopleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestEnds checks goroutines that need nobody who stops them, beside some that do.
func TestEnds(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), stopleak.Analyzer, "ends")
}
