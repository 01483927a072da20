package triage

import (
	"testing"
	"time"
)

// TestDue: a server that answers late is not asked for what it has missed.
func TestDue(t *testing.T) {
	o := &options{every: time.Minute}
	begin := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		i           int
		asked, want time.Duration // since the beginning
	}{
		{0, 0, 0},
		{1, 0, time.Minute},
		{2, time.Minute + 5*time.Second, 2*time.Minute + 5*time.Second},
		{3, 9 * time.Minute, 10 * time.Minute},
	} {
		if got := o.due(test.i, begin, begin.Add(test.asked)).Sub(begin); got != test.want {
			t.Errorf("capture %d, after one at %v: due at %v, want %v", test.i, test.asked, got, test.want)
		}
	}
}
