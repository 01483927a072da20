package workerpool

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

var images = []string{"cat.png", "dog.png", "owl.png"}

func length(image string) int { return len(image) }

func TestFixedResize(t *testing.T) {
	leaktest.Check(t)
	if size := FixedResize(images, 2, length); size != 21 {
		t.Errorf("FixedResize = %d, want 21", size)
	}
}
