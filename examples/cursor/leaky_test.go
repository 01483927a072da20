//go:build leaky

package cursor

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyFirst(t *testing.T) {
	leaktest.Check(t)
	if row, ok := LeakyFirst(rows); row != "ann" || !ok {
		t.Errorf("LeakyFirst = %q, %v, want ann", row, ok)
	}
}
