//go:build leaky

package workerpool

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestLeakyResize(t *testing.T) {
	leaktest.Check(t)
	if size := LeakyResize(images, 2, length); size != 21 {
		t.Errorf("LeakyResize = %d, want 21", size)
	}
}
