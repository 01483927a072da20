package pool

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestFixedReport(t *testing.T) {
	leaktest.Check(t)
	if _, err := FixedReport("orders"); err != errNoTable {
		t.Errorf("FixedReport = %v, want %v", err, errNoTable)
	}
}
