package engine

import "github.com/leaktight/leaktight/leaktest/goroutine"

// A SnapshotScope is that of a runner which has a goroutine for each fixture, as
// Ginkgo has for BeforeEach, It and DeferCleanup, and gocheck for SetUpTest. The
// label of a Check in a fixture does not reach the body of the test, so what counts
// is what was not there at the Check: such a runner has one test at a time. Tests of
// package testing that run beside it are told apart as far as that can be done; what
// may be theirs is unsure.
//
// Its baseline is the ids of all goroutines, so it costs what a dump costs.
type SnapshotScope struct {
	GrowthScope
	owned string // the id of the check's run
}

// NewSnapshotScope is the scope of a run whose test is in a goroutine of its own, with
// the ids of what there was when it began.
func NewSnapshotScope(r *Run, baseline map[uint64]bool) *SnapshotScope {
	s := &SnapshotScope{owned: r.ID}
	s.Self, s.Baseline = goroutine.Current().ID, baseline
	s.ours = map[uint64]bool{s.Self: true, r.Goroutine: true}
	return s
}

// Begin takes what the runner's own goroutines have started for the test's: those
// from the one that checks up to the one in which package testing called the runner.
func (s *SnapshotScope) Begin(dump []byte) {
	for _, id := range Lineage(dump, s.Self) {
		if id == MainGoroutine {
			break
		}
		s.ours[id] = true
	}
	s.GrowthScope.Begin(dump)
}

// Takes leaves out what another check has reported: that of a fixture around this
// one, or inside it.
func (s *SnapshotScope) Takes(rec goroutine.Record) bool {
	if !s.ProcessScope.Takes(rec) || s.neighbors[rec.ID()] {
		return false
	}
	return !Told.Shown(rec.ID())
}

// Owner is of [Scope].
func (s *SnapshotScope) Owner(*goroutine.Goroutine) string { return s.owned }

// isUnsure reports whether a goroutine that the scope takes may be that of a test
// beside.
func (s *SnapshotScope) isUnsure(id uint64) bool { return s.beside && !s.ours[id] }

// Sure returns the candidates that are the test's, and how many of the others there
// are.
func (s *SnapshotScope) Sure(candidates []Candidate) (own []Candidate, unsure int) {
	for _, r := range candidates {
		if s.isUnsure(r.ID) {
			unsure++
		} else {
			own = append(own, r)
		}
	}
	return own, unsure
}
