package loopleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/loopleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestProcess checks goroutines that live as long as the process.
func TestProcess(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), loopleak.Analyzer, "process")
}
