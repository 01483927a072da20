package lockorder_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
	"github.com/leaktight/leaktight/cmd/leaklint/passes/lockorder"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) {
	decisiontest.Mutate(t, lockorder.Analyzer, []string{"a", "advice"}, decisiontest.Declared(t, "."),
		"taken-in-one-order", // with one order there is nothing to compare
		"too-many-orders",    // it takes a package with hundreds of orders
	)
}
