package feasible_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/ctxleak"
)

// TestReasons shows that the fixtures of a check have need of the rule.
func TestReasons(t *testing.T) {
	decisiontest.Together(t, []decisiontest.Run{
		{Analyzer: ctxleak.Analyzer, Testdata: "../../passes/ctxleak/testdata", Fixtures: []string{"conditions"}},
	}, decisiontest.Declared(t, "."))
}
