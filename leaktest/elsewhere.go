package leaktest

import (
	"fmt"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// A snapshotScope is that of a runner which has a goroutine for each fixture, as
// Ginkgo has for BeforeEach, It and DeferCleanup, and gocheck for SetUpTest. The
// label of a Check in a fixture does not reach the body of the test, so what counts
// is what was not there at the Check: such a runner has one test at a time. Tests of
// package testing that run beside it are told apart as far as that can be done; what
// may be theirs is unsure.
//
// Its baseline is the ids of all goroutines, so it costs what a dump costs.
type snapshotScope struct {
	growthScope
	owned string // the id of the check's run
}

func newSnapshotScope(c *check) *snapshotScope {
	s := &snapshotScope{owned: c.run.id}
	s.self, s.baseline = goroutine.Current().ID, c.baseline
	s.ours = map[uint64]bool{s.self: true, c.self.ID: true}
	return s
}

// begin takes what the runner's own goroutines have started for the test's: those
// from the one that checks up to the one in which package testing called the runner.
func (s *snapshotScope) begin(dump []byte) {
	for _, id := range lineage(dump, s.self) {
		if id == mainGoroutine {
			break
		}
		s.ours[id] = true
	}
	s.growthScope.begin(dump)
}

// takes leaves out what another check has reported: that of a fixture around this
// one, or inside it.
func (s *snapshotScope) takes(rec goroutine.Record) bool {
	if !s.processScope.takes(rec) || s.neighbours[rec.ID()] {
		return false
	}
	_, reported := told.shown(rec.ID())
	return !reported
}

func (s *snapshotScope) owner(*goroutine.Goroutine) string { return s.owned }

// isUnsure reports whether a goroutine that the scope takes may be that of a test
// beside.
func (s *snapshotScope) isUnsure(id uint64) bool { return s.beside && !s.ours[id] }

// sure returns the remnants that are the test's, and how many of the others there
// are.
func (s *snapshotScope) sure(remnants []remnant) (own []remnant, unsure int) {
	for _, r := range remnants {
		if s.isUnsure(r.ID) {
			unsure++
		} else {
			own = append(own, r)
		}
	}
	return own, unsure
}

// undecided is the verdict where all that was found may be somebody else's.
func (c *check) undecided(n int) verdict {
	return verdict{text: fmt.Sprintf("leaktest: %s: %s left, and a test that runs beside it may have started them: nobody can tell in a runner that has a goroutine for each fixture; use leaktest.VerifyTestMain too, which labels what each test starts, or run the two one after the other", nameOf(c.t), report.Plural(n, "goroutine"))}
}
