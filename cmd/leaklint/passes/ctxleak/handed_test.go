package ctxleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
)

// TestHanded checks contexts that somebody else cancels.
func TestHanded(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), ctxleak.Analyzer, "handed")
}
