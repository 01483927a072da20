package nilchan_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/nilchan"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Mutate(t, nilchan.Analyzer, []string{"a"}, decisiontest.Declared(t, "."))
}
