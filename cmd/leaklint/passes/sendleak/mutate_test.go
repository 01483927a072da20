package sendleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Mutate(t, sendleak.Analyzer, []string{"a", "b", "outside", "protocol", "undecided"}, decisiontest.Declared(t, "."),
		"sends-added-up", // there is no fixture yet
	)
}
