package engine

import (
	"runtime"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

const (
	// knownPatience is how long a goroutine is given that is proven stuck, or
	// whose stack was reported before: see [history].
	knownPatience = 100 * time.Millisecond
	// collectPatience is how long finalizers get after a garbage collection.
	collectPatience = 5 * time.Millisecond
	// exitPatience is the wait before the first dump in which goroutines that
	// have nothing left to do but to return can do so: a dump costs more.
	exitPatience = 200 * time.Microsecond
	// lookShare bounds what looking costs: the time between two looks is at
	// least this many times what one took.
	lookShare = 5
)

// A bound is when waiting must end at the latest.
type bound struct {
	patience time.Duration // by the clock of the settling; less than zero for none
	end      time.Time     // by the clock on the wall; zero for none
}

// Bound returns the bound of a settling. testEnd is when it must be over for the
// report to be printed, zero where nothing says so.
func (s *Settings) Bound(testEnd time.Time) bound {
	b := bound{patience: s.MaxWait, end: testEnd}
	if s.Until == nil {
		return b
	}
	if end, ok := s.Until.Deadline(); ok {
		if !s.Bounded {
			b.patience = -1
		}
		if b.end.IsZero() || end.Before(b.end) {
			b.end = end
		}
	}
	return b
}

// A settling waits for goroutines that are on their way out.
type settling struct {
	*Search
	bound
	clock
	standing map[uint64]standing // goroutines that are given less, by id
	Progress
}

// A standing is since when a goroutine has been seen to stand in one place.
type standing struct {
	hash  uint64
	since time.Duration
}

// Settle looks again and again until nothing is left, or until all that is left
// has been given what it is due. The first snapshot is one that was taken already.
func (s *Search) Settle(first Snapshot, b bound) Snapshot {
	w := &settling{Search: s, bound: b, clock: clock{last: time.Now()}, standing: make(map[uint64]standing)}
	v := first
	for len(v.Candidates) > 0 && w.spent < w.due(v) && !w.overdue() && w.await(v) {
		next := s.Look()
		w.tick()
		w.note(v, next, w.spent)
		v = next
	}
	v.Progress = w.Progress
	return v
}

// due returns the time on the clock by which all that is left has been given
// enough.
func (w *settling) due(v Snapshot) time.Duration {
	due := time.Duration(0)
	for i := range v.Candidates {
		due = max(due, w.dueOf(&v.Candidates[i]))
	}
	return due
}

func (w *settling) dueOf(r *Candidate) time.Duration {
	limit := w.patience
	if limit < 0 {
		limit = 1<<63 - 1
	}
	if !r.Leaked && !w.Search.known[r.Hash] {
		delete(w.standing, r.ID)
		return limit
	}
	s, ok := w.standing[r.ID]
	if !ok || s.hash != r.Hash {
		s = standing{r.Hash, w.spent}
		w.standing[r.ID] = s
	}
	return min(limit, s.since+knownPatience)
}

// overdue reports whether the end on the wall's clock has come.
func (w *settling) overdue() bool { return !w.end.IsZero() && !time.Now().Before(w.end) }

// await waits until the numbers of goroutines differ from those of the snapshot, or
// until nothing that is left is due any more time. It reports false when the wait
// was cut short for good, by the context of Until. Reading the numbers costs the
// same for any number of them.
func (w *settling) await(v Snapshot) bool {
	var done <-chan struct{}
	if w.Until != nil {
		done = w.Until.Done()
	}
	earliest, due := v.taken.Add(lookShare*v.cost), w.due(v)
	for pause := 50 * time.Microsecond; w.spent < due && !w.overdue(); pause = min(2*pause, tickLength) {
		if time.Now().After(earliest) && (v.moved || goroutine.ReadCounts() != v.Counts) {
			return true
		}
		timer := time.NewTimer(min(pause, max(due-w.spent, time.Microsecond)))
		select {
		case <-timer.C:
		case <-done:
			timer.Stop()
			return false
		}
		w.tick()
	}
	return true
}

// isParked reports whether a goroutine waits for somebody else: it will not
// move by itself, as one that runs, sleeps or is in a system call does.
func isParked(state string) bool {
	for _, busy := range []string{"running", "runnable", "sleep", "syscall", "copystack", "preempted", "GC "} {
		if strings.HasPrefix(state, busy) {
			return false
		}
	}
	return true
}

// AwaitExits gives goroutines that are about to return the time to do so, as
// long as there are more of them than live.
func AwaitExits(live uint64) {
	for end := time.Now().Add(exitPatience); goroutine.ReadCounts().Live > live && time.Now().Before(end); {
		runtime.Gosched()
	}
}
