package receive

import (
	"errors"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

var errDiskFull = errors.New("disk full")

func diskFull([]byte) (int, error) { return 0, errDiskFull }

func ignore(int) {}

func TestFixedStore(t *testing.T) {
	leaktest.Check(t)
	if err := FixedStore([]byte("order 7"), diskFull, ignore); err != errDiskFull {
		t.Errorf("FixedStore = %v, want %v", err, errDiskFull)
	}
}
