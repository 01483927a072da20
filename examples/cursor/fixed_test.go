package cursor

import (
	"slices"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

var rows = slices.Values([]string{"ann", "bob"})

func TestFixedFirst(t *testing.T) {
	leaktest.Check(t)
	if row, ok := FixedFirst(rows); row != "ann" || !ok {
		t.Errorf("FixedFirst = %q, %v, want ann", row, ok)
	}
}
