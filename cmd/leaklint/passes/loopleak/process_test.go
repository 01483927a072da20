package loopleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/loopleak"
)

// TestProcess checks goroutines that live as long as the process.
func TestProcess(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), loopleak.Analyzer, "process")
}
