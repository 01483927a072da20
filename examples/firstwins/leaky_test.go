//go:build leaky

package firstwins

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyQuery(t *testing.T) {
	leaktest.Check(t)
	if got := LeakyQuery([]func() string{yes, yes, yes}); got != "yes" {
		t.Errorf("LeakyQuery = %q, want yes", got)
	}
}
