package sendleak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/fixtest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// Test checks each flagged line of the fixtures and the near-misses beside it.
func Test(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), sendleak.Analyzer, "a", "b", "bigbuffer", "donewait", "handed", "outside", "protocol", "stopped", "workers")
}

// TestFix applies the suggested fixes to a leaking program.
func TestFix(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	fixtest.Run(t, sendleak.Analyzer)
}

// TestConditions checks what depends on conditions along the way.
func TestConditions(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), sendleak.Analyzer, "conditions")
}

// TestTokens checks channels that are used as semaphores.
func TestTokens(t *testing.T) {
	longtest.Skip(t, "analyzes fixtures and all that they import")
	analysistest.Run(t, analysistest.TestData(), sendleak.Analyzer, "tokens")
}
