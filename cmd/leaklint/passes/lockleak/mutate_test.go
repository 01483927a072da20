package lockleak_test

import (
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision/decisiontest"
)

// TestReasons shows that the fixtures have need of each rule.
func TestReasons(t *testing.T) { decisiontest.Reasons(t, "passes/lockleak") }
