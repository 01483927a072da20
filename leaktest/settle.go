package leaktest

import (
	"runtime"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

const (
	// parkedPatience is how long a goroutine that is parked and does not change
	// is given when neither MaxWait nor Until asks for more. It counts from the
	// beginning of the look that saw it first, so a dump's own time, 0.2 s beside
	// 100,000 goroutines, is part of it.
	parkedPatience = 400 * time.Millisecond
	// collectPatience is how long finalizers get after a garbage collection.
	collectPatience = 5 * time.Millisecond
	// exitPatience is the wait before the first dump in which goroutines that
	// have nothing left to do but to return can do so: a dump costs more.
	exitPatience = 200 * time.Microsecond
	// parkPatience is how long a goroutine that runs may take to park before the
	// leak profile is run without it.
	parkPatience = 5 * time.Millisecond
	// lookShare bounds what looking costs: the time between two looks is at
	// least this many times what one took.
	lookShare = 5
)

// bound returns when the settling that starts now must end, and how long a
// parked goroutine gets until then.
func (s *settings) bound(now time.Time, testEnd time.Time) (deadline time.Time, patience time.Duration) {
	wait, patience := DefaultMaxWait, parkedPatience
	if s.maxWait > 0 {
		wait, patience = s.maxWait, s.maxWait
	}
	deadline = now.Add(wait)
	if s.until != nil {
		if end, ok := s.until.Deadline(); ok {
			if s.maxWait == 0 || end.Before(deadline) {
				deadline = end
			}
			patience = deadline.Sub(now)
		}
	}
	if !testEnd.IsZero() && testEnd.Before(deadline) {
		deadline = testEnd
	}
	return deadline, patience
}

// A settling waits for goroutines that are on their way out.
type settling struct {
	*search
	deadline time.Time
	patience time.Duration
	parked   map[uint64]parking // goroutines that were seen parked, by id
}

// A parking is since when a goroutine has been seen to stand still.
type parking struct {
	hash  uint64
	state string
	since time.Time
}

// settle looks again and again until nothing is left, until all that is left
// has stood still for long enough or is proven, or until the deadline. The
// first view is one that was taken already.
func (s *search) settle(first view, deadline time.Time, patience time.Duration) view {
	w := &settling{s, deadline, patience, map[uint64]parking{}}
	v := first
	for len(v.remnants) > 0 {
		next := w.next(v)
		if !next.After(v.taken) || !w.await(v, next) {
			break
		}
		v = s.look()
	}
	return v
}

// next returns when it is worth to look again if nothing is seen to change
// before: a time in the past when all that is left has been given enough.
func (w *settling) next(v view) time.Time {
	next := time.Time{}
	for i := range v.remnants {
		r := &v.remnants[i]
		if r.Leaked {
			continue
		}
		at := v.taken.Add(max(lookShare*v.cost, 10*time.Millisecond))
		if isParked(r.State) {
			since := w.standstill(r, v.seen)
			at = since.Add(w.patience)
			if since.Equal(v.seen) && !at.After(v.taken) {
				at = v.taken.Add(time.Millisecond) // looking took longer than the patience: it was seen only once
			}
		}
		if at.After(w.deadline) {
			at = w.deadline
		}
		if at.After(v.taken) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// standstill returns since when a parked goroutine has not been seen to change.
func (w *settling) standstill(r *remnant, now time.Time) time.Time {
	p, ok := w.parked[r.ID]
	if !ok || p.hash != r.hash || p.state != r.State {
		p = parking{r.hash, r.State, now}
		w.parked[r.ID] = p
	}
	return p.since
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

// await waits until the numbers of goroutines differ from those of the view, or
// until next. It reports false when the wait was cut short for good, by the
// context of Until. Reading the numbers costs the same for any number of them.
func (w *settling) await(v view, next time.Time) bool {
	var done <-chan struct{}
	if w.until != nil {
		done = w.until.Done()
	}
	earliest := v.taken.Add(lookShare * v.cost)
	for pause := 50 * time.Microsecond; ; pause = min(2*pause, 5*time.Millisecond) {
		now := time.Now()
		if !now.Before(next) {
			return true
		}
		if now.After(earliest) && (v.moved || goroutine.ReadCounts() != v.counts) {
			return true
		}
		timer := time.NewTimer(min(pause, next.Sub(now)))
		select {
		case <-timer.C:
		case <-done:
			timer.Stop()
			return false
		}
	}
}

// awaitExits gives goroutines that are about to return the time to do so, as
// long as there are more of them than live.
func awaitExits(live uint64) {
	for end := time.Now().Add(exitPatience); goroutine.ReadCounts().Live > live && time.Now().Before(end); {
		runtime.Gosched()
	}
}
