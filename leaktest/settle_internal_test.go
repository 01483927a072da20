package leaktest

import (
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// TestPatienceCountsFromTheLook: a parked goroutine is given its patience from
// the beginning of the look that saw it first, and is looked at twice even where
// a look takes longer than that.
func TestPatienceCountsFromTheLook(t *testing.T) {
	const patience = 400 * time.Millisecond
	seen := time.Now()
	tests := []struct {
		name          string
		looking, next time.Duration
	}{
		{"quick", 10 * time.Millisecond, patience},
		{"slow", patience + 100*time.Millisecond, patience + 101*time.Millisecond},
	}
	for _, test := range tests {
		w := &settling{&search{}, seen.Add(time.Second), patience, map[uint64]parking{}}
		v := view{
			remnants: []remnant{{Goroutine: goroutine.Goroutine{ID: 1, State: "chan receive"}}},
			seen:     seen,
			taken:    seen.Add(test.looking),
		}
		if next := w.next(v).Sub(seen); next != test.next {
			t.Errorf("%s: the next look is %v after the first, want %v", test.name, next, test.next)
		}
		v.seen, v.taken = v.taken.Add(time.Millisecond), v.taken.Add(patience)
		if next := w.next(v); next.After(v.taken) {
			t.Errorf("%s: a goroutine that stood still for all of the patience is waited for again", test.name)
		}
	}
}
