package leaktest

import (
	"bytes"
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A growthScope takes the goroutines of the process but those that tests which
// run at the same time may have started. What a test has started is known by its
// label, or by the goroutines that started it; once known it is remembered, since
// those may end.
type growthScope struct {
	processScope
	run        *run
	beside     bool            // other tests were seen to run
	neighbours map[uint64]bool // goroutines that run them, and what those have started
	ours       map[uint64]bool // what the test that checks has started
}

// begin tells apart, as far as it can, whose the goroutines of a dump are.
func (s *growthScope) begin(dump []byte) {
	s.processScope.begin(dump)
	if s.ours == nil {
		s.ours, s.neighbours = map[uint64]bool{s.self: true}, make(map[uint64]bool)
	}
	line := lineage(dump, s.self)
	for rec := range goroutine.Records(dump) {
		if string(rec.CreatedBy()) == "testing.(*T).Run" && !slices.Contains(line, rec.ID()) {
			s.neighbours[rec.ID()] = true
			s.beside = s.beside || isInTest(rec)
		}
	}
	for grown := true; grown; {
		grown = false
		for rec := range goroutine.Records(dump) {
			if side := s.sideOf(rec); side != nil && !side[rec.ID()] {
				side[rec.ID()] = true
				grown = true
			}
		}
	}
}

// sideOf returns the side that has started a goroutine, nil where nobody can
// tell. The label is asked first: it says what a parent that has ended cannot.
func (s *growthScope) sideOf(rec goroutine.Record) map[uint64]bool {
	runner := uint64(0)
	if r := owners.withID(s.owners[rec.ID()]); r != nil {
		runner = r.goroutine
	}
	for _, id := range []uint64{runner, rec.ParentID()} {
		switch {
		case s.ours[id]:
			return s.ours
		case s.neighbours[id]:
			return s.neighbours
		}
	}
	return nil
}

func (s *growthScope) takes(rec goroutine.Record) bool {
	return s.processScope.takes(rec) && !s.neighbours[rec.ID()] && (!s.beside || s.ours[rec.ID()])
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

// lineage returns a goroutine, the one that started it, and so on.
func lineage(dump []byte, self uint64) []uint64 {
	parents := make(map[uint64]uint64)
	for rec := range goroutine.Records(dump) {
		parents[rec.ID()] = rec.ParentID()
	}
	line := []uint64{self}
	for id := parents[self]; id != 0 && !slices.Contains(line, id); id = parents[id] {
		line = append(line, id)
	}
	return line
}
