//go:build leaky

package receive

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyStore(t *testing.T) {
	leaktest.Check(t)
	if err := LeakyStore([]byte("order 7"), diskFull, ignore); err != errDiskFull {
		t.Errorf("LeakyStore = %v, want %v", err, errDiskFull)
	}
}
