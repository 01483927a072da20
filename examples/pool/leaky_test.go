//go:build leaky

package pool

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyReport(t *testing.T) {
	leaktest.Check(t)
	if _, err := LeakyReport("orders"); err != errNoTable {
		t.Errorf("LeakyReport = %v, want %v", err, errNoTable)
	}
}
