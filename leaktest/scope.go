package leaktest

import (
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A scope says which goroutines of a dump a search is about, and whose they
// are. It is asked about each record of a dump in turn and allocates nothing
// for those that it does not take.
type scope interface {
	// begin is called before the first record of a dump.
	begin(dump []byte)
	// takes reports whether the record concerns the search.
	takes(rec goroutine.Record) bool
	// owner returns the id of the run that started the goroutine, "" for none.
	owner(g *goroutine.Goroutine) string
}

// runScope takes what one run started: what carries its label, and what lost
// the label but was started by a goroutine of the run.
type runScope struct {
	run  *run
	self uint64          // the goroutine that checks
	tree map[uint64]bool // goroutines of the run, by id
}

// begin collects the run's goroutines until no further child is found. In a
// dump in which every goroutine has a leaktest label that is one pass over the
// headers.
func (s *runScope) begin(dump []byte) {
	s.tree = map[uint64]bool{}
	parts := owners.partsOf(s.run)
	orphans := false
	for rec := range goroutine.Records(dump) {
		switch id, ok := rec.Label(labelKey); {
		case !ok:
			orphans = true
		case rec.ID() != s.run.goroutine && (string(id) == s.run.id || parts[string(id)]):
			s.tree[rec.ID()] = true
		}
	}
	for grown := orphans; grown; {
		grown = false
		for rec := range goroutine.Records(dump) {
			if !s.tree[rec.ID()] && s.adopts(rec) {
				s.tree[rec.ID()] = true
				grown = true
			}
		}
	}
}

// adopts reports whether a goroutine without a leaktest label was started by
// the run: by another goroutine of the run, or by the one that runs the test.
func (s *runScope) adopts(rec goroutine.Record) bool {
	if _, labelled := rec.Label(labelKey); labelled {
		return false
	}
	parent := rec.ParentID()
	return s.tree[parent] || parent != 0 && parent == s.run.goroutine && s.run.started(rec)
}

func (s *runScope) takes(rec goroutine.Record) bool {
	return s.tree[rec.ID()] && rec.ID() != s.self
}

func (s *runScope) owner(*goroutine.Goroutine) string { return s.run.id }

// idSlack is by how many numbers a goroutine can be older than its id says:
// each processor takes 16 of them at a time from the runtime
// (runtime._GoidCacheBatch), so an id says which batch is older, not which
// goroutine.
const idSlack = 16

// started reports whether a goroutine that the run's own goroutine started, and
// that has lost its label, was started after the run began. Among many goroutines,
// where nobody has looked which were there (see [relativesOf]), it has to be sure: a
// label of somebody else's says so (a label was set in place of ours), and so does
// a number that had not been given out.
func (r *run) started(rec goroutine.Record) bool {
	switch {
	case r.whole:
		return true
	case r.children != nil:
		return !r.children[rec.ID()]
	}
	return rec.HasLabels() || rec.ID() > r.born.Created+idSlack*maxProcs()
}

// fewGoroutines is up to how many of them a check looks at the beginning which of
// them its test has started already: a dump of that many takes about a millisecond.
const fewGoroutines = 1000

// relatives are what a goroutine has to do with others.
type relatives struct {
	children map[uint64]bool // those that it has started; nil where nobody has looked
	parent   uint64          // the one that started it
	owner    string          // the id of the run whose label it has
}

// relativesOf looks up a goroutine's relatives where there are not too many
// goroutines for that.
func relativesOf(id uint64) relatives {
	if goroutine.ReadCounts().Live > fewGoroutines {
		return relatives{}
	}
	r := relatives{children: make(map[uint64]bool)}
	dumper.Lock()
	defer dumper.Unlock()
	dumper.text = nil // it is overwritten
	for rec := range goroutine.Records(dumper.Dump()) {
		switch id {
		case rec.ParentID():
			r.children[rec.ID()] = true
		case rec.ID():
			owner, _ := rec.Label(labelKey)
			r.parent, r.owner = rec.ParentID(), string(owner)
		}
	}
	return r
}

// processScope takes every goroutine of the process but those of a baseline.
type processScope struct {
	self     uint64
	baseline map[uint64]bool   // ids of what was there before; nil for none
	owners   map[uint64]string // by goroutine id, of the dump at hand
}

func (s *processScope) begin(dump []byte) {
	s.owners = map[uint64]string{}
	for grown := true; grown; {
		grown = false
		for rec := range goroutine.Records(dump) {
			if _, known := s.owners[rec.ID()]; known {
				continue
			}
			if id := s.ownerOf(rec); id != "" {
				s.owners[rec.ID()] = id
				grown = true
			}
		}
	}
}

// ownerOf goes by the label first. The parent's number is second, since a
// parent that has ended is no longer in the dump.
func (s *processScope) ownerOf(rec goroutine.Record) string {
	if id, ok := rec.Label(labelKey); ok {
		return string(id)
	}
	parent := rec.ParentID()
	if id := s.owners[parent]; id != "" {
		return id
	}
	for r := owners.onGoroutine(parent); r != nil; r = r.previous {
		if r.started(rec) {
			return r.id
		}
	}
	return ""
}

func (s *processScope) takes(rec goroutine.Record) bool {
	return rec.ID() != s.self && !s.baseline[rec.ID()]
}

func (s *processScope) owner(g *goroutine.Goroutine) string { return s.owners[g.ID] }
