package sendleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestUndecided checks operations of which it is not known whether they are answered.
func TestUndecided(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), sendleak.Analyzer, "undecided")
}
