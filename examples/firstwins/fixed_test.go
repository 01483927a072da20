package firstwins

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func yes() string { return "yes" }

func TestFixedQuery(t *testing.T) {
	leaktest.Check(t)
	if got := FixedQuery([]func() string{yes, yes, yes}); got != "yes" {
		t.Errorf("FixedQuery = %q, want yes", got)
	}
}
