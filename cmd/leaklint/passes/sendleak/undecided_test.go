package sendleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
)

// TestUndecided checks operations of which it is not known whether they are answered.
func TestUndecided(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), sendleak.Analyzer, "undecided")
}
