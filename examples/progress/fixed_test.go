package progress

import (
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

var parts = []string{"head", "body", "tail"}

func ignore(string) {}

func TestFixedStart(t *testing.T) {
	leaktest.Check(t)
	last := 0
	for n := range FixedStart(parts, ignore).progress {
		last = n
	}
	if last != 3 {
		t.Errorf("progress ended at %d, want 3", last)
	}
}
