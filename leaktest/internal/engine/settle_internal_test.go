package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// TestDue: what is left gets the whole bound, and less where it is proven or
// stands where an earlier leak still stands; that counts from when it was seen
// there first, and again when it has moved.
func TestDue(t *testing.T) {
	const known = 7
	w := &settling{Search: &Search{known: map[uint64]bool{known: true}}, bound: bound{patience: time.Second}, standing: make(map[uint64]standing)}
	at := func(spent time.Duration, r Candidate) time.Duration {
		w.spent = spent
		return w.due(Snapshot{Candidates: []Candidate{r}})
	}
	parked := func(id, hash uint64) Candidate {
		return Candidate{Goroutine: goroutine.Goroutine{ID: id, State: "chan receive"}, Hash: hash}
	}
	proven := parked(3, 1)
	proven.Leaked = true
	for _, step := range []struct {
		name  string
		spent time.Duration
		r     Candidate
		want  time.Duration
	}{
		{"unknown", 0, parked(1, 1), time.Second},
		{"known", 200 * time.Millisecond, parked(1, known), 300 * time.Millisecond},
		{"known, later", 250 * time.Millisecond, parked(1, known), 300 * time.Millisecond},
		{"moved on", 260 * time.Millisecond, parked(1, 2), time.Second},
		{"back again", 400 * time.Millisecond, parked(1, known), 500 * time.Millisecond},
		{"at the bound", 950 * time.Millisecond, parked(2, known), time.Second},
		{"proven", 0, proven, 100 * time.Millisecond},
	} {
		if got := at(step.spent, step.r); got != step.want {
			t.Errorf("%s: due at %v, want %v", step.name, got, step.want)
		}
	}
}

// TestClock: a tick that comes late counts as one that comes a little late.
func TestClock(t *testing.T) {
	c := clock{last: time.Now().Add(-time.Hour)}
	if c.tick(); c.spent != longestTick {
		t.Errorf("a tick after an hour counts %v, want %v", c.spent, longestTick)
	}
	if c.tick(); c.spent > longestTick+time.Since(c.last)+longestTick {
		t.Errorf("the clock runs ahead: %v", c.spent)
	}
}

// TestProgress: a report says that goroutines were still ending only where one
// has ended in the second half of the wait.
func TestProgress(t *testing.T) {
	two := Snapshot{Candidates: []Candidate{{Goroutine: goroutine.Goroutine{ID: 1}}, {Goroutine: goroutine.Goroutine{ID: 2}}}}
	one := Snapshot{Candidates: two.Candidates[1:]}
	for _, test := range []struct {
		name string
		ends time.Duration
		want bool
	}{{"early", 100 * time.Millisecond, false}, {"late", 900 * time.Millisecond, true}} {
		var p Progress
		p.note(two, one, test.ends)
		p.note(one, one, time.Second)
		if got := p.Sentence(); strings.Contains(got, "still ending: 1 goroutine ended in the 1s") != test.want {
			t.Errorf("%s: says %q", test.name, got)
		}
	}
}
