package engine

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"sync"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// finalizerPatience is how long all finalizers together may take.
const finalizerPatience = time.Second

// Find looks, settles, and returns what is left. The order matters: what is
// there is captured, and has had its time, before anything runs the garbage
// collector, since that can end goroutines by way of finalizers. The leak profile
// is such a collection.
func (s *Search) Find(testEnd time.Time) Snapshot {
	v := s.Settle(s.Look(), s.Bound(testEnd))
	prove := s.Prove && goroutine.CanProve()
	switch {
	case len(v.Candidates) == 0:
		return v
	case !prove && !slices.ContainsFunc(v.Candidates, func(r Candidate) bool { return !s.known[r.Hash] }):
		s.census(&v) // they have survived a collection
		return v
	}
	return s.collect(v, prove)
}

// collect runs the garbage collector and marks the candidates that end because of
// it (a finalizer closed what they waited for), and with prove those that the
// leak profile proves. They are leaks all the same; without this it would be a
// matter of luck whether they are seen. Those beside them are counted meanwhile.
func (s *Search) collect(v Snapshot, prove bool) Snapshot {
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
	ended := func() bool { return goroutine.ReadCounts().Live != v.Counts.Live }
	for end := time.Now().Add(collectPatience); !ended() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	var after Snapshot
	switch {
	case prove:
		after = s.LookProven()
	case ended():
		after = s.Look()
	default:
		return v
	}
	still := make(map[uint64]bool, len(after.Candidates))
	proven := make(map[uint64]bool)
	for i := range after.Candidates {
		still[after.Candidates[i].ID] = true
		proven[after.Candidates[i].ID] = after.Candidates[i].Leaked
	}
	ran := finalized() > before
	for i := range v.Candidates {
		r := &v.Candidates[i]
		r.Leaked = proven[r.ID]
		r.Vanished = ran && !still[r.ID] && isParked(r.State)
	}
	return v
}

// collectGarbage runs the garbage collector and waits until the finalizers and
// cleanups that it found have been run, as far as one of each of its own can
// tell: the runtime promises no order. It gives up after finalizerPatience, since
// a finalizer that hangs stops all others.
func collectGarbage() {
	finalized, cleanedUp := make(chan struct{}), make(chan struct{})
	func() {
		runtime.SetFinalizer(new(sentinel), func(*sentinel) { close(finalized) })
		runtime.AddCleanup(new(sentinel), func(c chan struct{}) { close(c) }, cleanedUp)
	}()
	sentinels += 2
	runtime.GC()
	limit := time.After(finalizerPatience)
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
