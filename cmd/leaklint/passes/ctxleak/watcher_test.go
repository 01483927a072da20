package ctxleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestWatcher checks goroutines that wait for the context of the caller.
func TestWatcher(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), ctxleak.Analyzer, "watcher")
}
