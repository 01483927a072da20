package condleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/condleak"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Mutate(t, condleak.Analyzer, []string{"a", "advice"}, decisiontest.Declared(t, "."),
		"condition-locked-on-some-path", // then the lock and the wait are in two blocks, so that condition-tested-first holds too
	)
}
