package httpleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/httpleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestElsewhere checks responses to requests that another package sends.
func TestElsewhere(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), httpleak.Analyzer, "elsewhere")
}
