package httpleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/httpleak"
)

// TestElsewhere checks responses to requests that another package sends.
func TestElsewhere(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), httpleak.Analyzer, "elsewhere")
}
