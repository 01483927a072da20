package triage

import "testing"

// TestGrown: a single high count is no growth where there are enough others to tell.
func TestGrown(t *testing.T) {
	for _, test := range []struct {
		counts []int
		grows  bool
	}{
		{[]int{1, 2}, true},
		{[]int{2, 1}, false},
		{[]int{3, 40, 75, 120}, true},
		{[]int{2, 2, 2, 2, 2, 2, 2, 100}, false},
		{[]int{100, 2, 2, 2, 2, 2, 2, 2}, false},
		{[]int{2, 2, 2, 2, 90, 100, 110, 120}, true},
		{[]int{1, 1, 2, 2, 3, 3}, true},
		{[]int{5, 5, 5, 5, 5, 5}, false},
	} {
		tr := trend{counts: test.counts}
		if got := tr.grown(); got > 0 != test.grows {
			t.Errorf("%v grew by %d, want growth %t", test.counts, got, test.grows)
		}
	}
}
