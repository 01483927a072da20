package ctxleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
)

// TestWatcher checks goroutines that wait for the context of the caller.
func TestWatcher(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), ctxleak.Analyzer, "watcher")
}
