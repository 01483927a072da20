package owner_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/httpleak"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/stopleak"
)

// TestReasons shows that the fixtures of the checks have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Together(t, []decisiontest.Run{
		{Analyzer: stopleak.Analyzer, Testdata: "../../passes/stopleak/testdata", Fixtures: []string{"a", "advice", "ends", "library"}},
		{Analyzer: httpleak.Analyzer, Testdata: "../../passes/httpleak/testdata", Fixtures: []string{"a", "elsewhere", "timeout", "transport"}},
	}, decisiontest.Declared(t, "."),
		"no-return",        // there is no return to report
		"object-of-caller", // what the caller has is not new, which is a rule of its own
		"started-anew",     // what comes after the second start is looked at from there too
	)
}
