package engine

import (
	"bytes"
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A GrowthScope takes the goroutines of the process but those that tests which
// run at the same time may have started. What a test has started is known by its
// label, or by the goroutines that started it; once known it is remembered, since
// those may end.
type GrowthScope struct {
	ProcessScope
	Run       *Run
	beside    bool            // other tests were seen to run
	neighbors map[uint64]bool // goroutines that run them, and what those have started
	ours      map[uint64]bool // what the test that checks has started
}

// Begin tells apart, as far as it can, whose the goroutines of a dump are.
func (s *GrowthScope) Begin(dump []byte) {
	s.ProcessScope.Begin(dump)
	if s.ours == nil {
		s.ours, s.neighbors = map[uint64]bool{s.Self: true}, make(map[uint64]bool)
	}
	line := Lineage(dump, s.Self)
	for rec := range goroutine.Records(dump) {
		if string(rec.CreatedBy()) == "testing.(*T).Run" && !slices.Contains(line, rec.ID()) {
			s.neighbors[rec.ID()] = true
			s.beside = s.beside || isInTest(rec)
		}
	}
	Descend(dump, func(rec goroutine.Record) bool {
		side := s.sideOf(rec)
		if side == nil || side[rec.ID()] {
			return false
		}
		side[rec.ID()] = true
		return true
	})
}

// sideOf returns the side that has started a goroutine, nil where nobody can
// tell. The label is asked first: it says what a parent that has ended cannot.
func (s *GrowthScope) sideOf(rec goroutine.Record) map[uint64]bool {
	runner := uint64(0)
	if r := Owners.WithID(s.Owners[rec.ID()]); r != nil {
		runner = r.Goroutine
	}
	for _, id := range []uint64{runner, rec.ParentID()} {
		switch {
		case s.ours[id]:
			return s.ours
		case s.neighbors[id]:
			return s.neighbors
		}
	}
	return nil
}

// Takes leaves out what neighbors have started, and beside them all that is not
// surely ours.
func (s *GrowthScope) Takes(rec goroutine.Record) bool {
	return s.ProcessScope.Takes(rec) && !s.neighbors[rec.ID()] && (!s.beside || s.ours[rec.ID()])
}

// isInTest reports whether a goroutine that runs a test is in the test's own
// function: it neither waits for its turn in parallel or for its subtests, nor is
// it on its way out.
func isInTest(rec goroutine.Record) bool {
	if bytes.Contains(rec.Text(), []byte("\ntesting.(*T).Parallel(")) {
		return false
	}
	g := rec.Parse()
	return slices.ContainsFunc(g.Stack, func(f goroutine.Frame) bool {
		p := f.Package()
		return p != "testing" && p != "runtime"
	})
}
