package leaktest

import (
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// Find returns the goroutines that are left behind in the process, one Leak for
// each, in the order in which they were started; nil when there are none. It is
// the engine without a test: what counts is every goroutine but the calling one,
// the process's first, those that run tests, and the one of package os/signal.
// [IgnoreCurrent] makes what runs at some moment the baseline.
//
// It waits for goroutines that are on their way out as [Check] does. It panics
// when an option is misused, and says how.
func Find(opts ...Option) []Leak {
	s := search{settings: newSettings(opts)}
	if len(s.misuse) > 0 {
		panic("leaktest: " + strings.Join(s.misuse, "; "))
	}
	s.scope = &processScope{self: goroutine.Current().ID}
	v := s.find(time.Time{})
	if len(v.remnants) == 0 {
		return nil
	}
	slices.SortFunc(v.remnants, func(a, b remnant) int { return int(a.ID) - int(b.ID) })
	return leaksOf(v.remnants)
}

// find looks, settles, and returns what is left. The order matters: what is
// there is captured before anything runs the garbage collector, since that can
// end goroutines by way of finalizers.
func (s *search) find(testEnd time.Time) view {
	s.proven = make(map[uint64]bool)
	v := s.look()
	if len(v.remnants) == 0 {
		return v
	}
	deadline, patience := s.bound(time.Now(), testEnd)
	canProve := s.prove && goroutine.CanProve()
	early := canProve && !slices.ContainsFunc(v.remnants, waitsForSystem)
	if early {
		if v = s.untilParked(v); len(v.remnants) == 0 {
			return v
		}
		v = s.lookProven()
	}
	v = s.settle(v, deadline, patience)
	if len(v.remnants) == 0 {
		return v
	}
	if !slices.ContainsFunc(v.remnants, func(r remnant) bool { return !r.Leaked }) {
		s.census(&v)
		return v
	}
	return s.collect(v, canProve)
}

// untilParked gives goroutines that are about to park or to return a moment to
// do so: the leak profile proves nothing of one that runs.
func (s *search) untilParked(v view) view {
	moving := func(r remnant) bool { return strings.HasPrefix(r.State, "run") }
	for end := v.taken.Add(parkPatience); slices.ContainsFunc(v.remnants, moving) && v.taken.Before(end); {
		time.Sleep(max(lookShare*v.cost, 200*time.Microsecond))
		v = s.look()
	}
	return v
}

// waitsForSystem reports whether a finalizer may end the goroutine: that of the
// file or connection that it waits for. A leak profile runs the garbage
// collector, so it must come last then.
func waitsForSystem(r remnant) bool {
	return strings.HasPrefix(r.State, "IO wait") || r.State == "syscall"
}

// collect runs the garbage collector and marks the remnants that end because of
// it (a finalizer closed what they waited for), and with prove those that the
// leak profile proves. They are leaks all the same; without this it would be a
// matter of luck whether they are seen. Those beside them are counted meanwhile.
func (s *search) collect(v view, prove bool) view {
	collected := make(chan struct{})
	go func() {
		defer close(collected)
		collectGarbage()
	}()
	s.census(&v)
	<-collected
	ended := func() bool { return goroutine.ReadCounts().Live != v.counts.Live }
	for end := time.Now().Add(collectPatience); !ended() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	var after view
	switch {
	case prove:
		after = s.lookProven()
	case ended():
		after = s.look()
	default:
		return v
	}
	still := make(map[uint64]bool, len(after.remnants))
	for i := range after.remnants {
		still[after.remnants[i].ID] = true
	}
	for i := range v.remnants {
		r := &v.remnants[i]
		r.Leaked = s.proven[r.ID]
		r.vanished = !still[r.ID] && isParked(r.State)
	}
	return v
}

// collectGarbage runs the garbage collector and waits until the finalizers and
// cleanups that it found have been run, as far as one of each of its own can
// tell: the runtime promises no order. It gives up after [DefaultMaxWait], since
// a finalizer that hangs stops all others.
func collectGarbage() {
	finalized, cleanedUp := make(chan struct{}), make(chan struct{})
	func() {
		runtime.SetFinalizer(new(sentinel), func(*sentinel) { close(finalized) })
		runtime.AddCleanup(new(sentinel), func(c chan struct{}) { close(c) }, cleanedUp)
	}()
	runtime.GC()
	limit := time.After(DefaultMaxWait)
	for _, done := range []chan struct{}{finalized, cleanedUp} {
		select {
		case <-done:
		case <-limit:
			return
		}
	}
}

// A sentinel is garbage with a finalizer. It holds a pointer, so it is not put
// into one block with other small objects, which might keep it alive.
type sentinel struct{ _ *byte }
