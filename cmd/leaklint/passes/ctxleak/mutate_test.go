package ctxleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Mutate(t, ctxleak.Analyzer, []string{"a", "b", "handed"}, decisiontest.Declared(t, "."),
		"context-made-elsewhere", // who cancels it then is another function, which is a rule of its own
	)
}
