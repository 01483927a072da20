package leaktest

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
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
// there is captured, and has had its time, before anything runs the garbage
// collector, since that can end goroutines by way of finalizers. The leak profile
// is such a collection.
func (s *search) find(testEnd time.Time) view {
	v := s.settle(s.look(), s.bound(testEnd))
	prove := s.prove && goroutine.CanProve()
	switch {
	case len(v.remnants) == 0:
		return v
	case !prove && !slices.ContainsFunc(v.remnants, func(r remnant) bool { return !s.known[r.hash] }):
		s.census(&v) // they have survived a collection
		return v
	}
	return s.collect(v, prove)
}

// collect runs the garbage collector and marks the remnants that end because of
// it (a finalizer closed what they waited for), and with prove those that the
// leak profile proves. They are leaks all the same; without this it would be a
// matter of luck whether they are seen. Those beside them are counted meanwhile.
func (s *search) collect(v view, prove bool) view {
	collecting.Lock()
	defer collecting.Unlock()
	before := finalized()
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
	proven := make(map[uint64]bool)
	for i := range after.remnants {
		still[after.remnants[i].ID] = true
		proven[after.remnants[i].ID] = after.remnants[i].Leaked
	}
	ran := finalized() > before
	for i := range v.remnants {
		r := &v.remnants[i]
		r.Leaked = proven[r.ID]
		r.vanished = ran && !still[r.ID] && isParked(r.State)
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
	sentinels += 2
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

// collecting is held by whoever runs the collector, and guards sentinels: how many
// finalizers and cleanups of ours there have been.
var (
	collecting sync.Mutex
	sentinels  uint64
)

// finalized returns how many finalizers and cleanups have run, beside our own.
func finalized() uint64 {
	samples := []metrics.Sample{{Name: "/gc/finalizers/executed:finalizers"}, {Name: "/gc/cleanups/executed:cleanups"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() + samples[1].Value.Uint64() - sentinels
}

// A sentinel is garbage with a finalizer. It holds a pointer, so it is not put
// into one block with other small objects, which might keep it alive.
type sentinel struct{ _ *byte }
