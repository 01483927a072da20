package lockleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/lockleak"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	reasons := decisiontest.Declared(t, ".", "../../internal/held")
	decisiontest.Mutate(t, lockleak.Analyzer, []string{"a", "back", "invoked", "registered", "user"}, reasons,
		"sleeps-for-nobody", // where nobody ends a wait there is nobody to be kept from it
	)
}
