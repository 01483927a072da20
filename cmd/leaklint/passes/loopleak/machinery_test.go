package loopleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/loopleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestMachinery checks that the loops below goroutines are the business of package runtime.
func TestMachinery(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), loopleak.Analyzer, "runtime/user")
}
