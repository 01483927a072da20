package waitleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/waitleak"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Mutate(t, waitleak.Analyzer, []string{"a", "skip", "errs", "advice"}, decisiontest.Declared(t, "."),
		"wait-counter-comes-down", // what is left when no rule has found anything
		"errgroup-waited",         // without a path that skips Wait there is nothing to tell
		// One of two groups is also errgroup-out-of-sight, and one that several callers
		// hand over is errgroup-started-far-away.
		"errgroup-of-unknown-origin",
	)
}
