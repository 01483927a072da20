package engine

import (
	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A Scope says which goroutines of a dump a search is about, and whose they
// are. It is asked about each record of a dump in turn and allocates nothing
// for those that it does not take.
type Scope interface {
	// Begin is called before the first record of a dump.
	Begin(dump []byte)
	// Takes reports whether the record concerns the search.
	Takes(rec goroutine.Record) bool
	// Owner returns the id of the run that started the goroutine, "" for none.
	Owner(g *goroutine.Goroutine) string
}

// RunScope takes what one run started: what carries its label, and what lost
// the label but was started by a goroutine of the run.
type RunScope struct {
	Run  *Run
	Self uint64          // the goroutine that checks
	tree map[uint64]bool // goroutines of the run, by id
}

// Begin collects the run's goroutines until no further child is found. In a
// dump in which every goroutine has a leaktest label that is one pass over the
// headers.
func (s *RunScope) Begin(dump []byte) {
	s.tree = map[uint64]bool{}
	parts := Owners.partsOf(s.Run)
	orphans := false
	for rec := range goroutine.Records(dump) {
		switch id, ok := rec.Label(LabelKey); {
		case !ok:
			orphans = true
		case rec.ID() != s.Run.Goroutine && (string(id) == s.Run.ID || parts[string(id)]):
			s.tree[rec.ID()] = true
		}
	}
	if !orphans {
		return
	}
	Descend(dump, func(rec goroutine.Record) bool {
		if s.tree[rec.ID()] || !s.adopts(rec) {
			return false
		}
		s.tree[rec.ID()] = true
		return true
	})
}

// adopts reports whether a goroutine without a leaktest label was started by
// the run: by another goroutine of the run, or by the one that runs the test.
func (s *RunScope) adopts(rec goroutine.Record) bool {
	if _, labeled := rec.Label(LabelKey); labeled {
		return false
	}
	parent := rec.ParentID()
	return s.tree[parent] || parent != 0 && parent == s.Run.Goroutine && s.Run.started(rec)
}

// Takes is of [Scope].
func (s *RunScope) Takes(rec goroutine.Record) bool {
	return s.tree[rec.ID()] && rec.ID() != s.Self
}

// Owner is of [Scope].
func (s *RunScope) Owner(*goroutine.Goroutine) string { return s.Run.ID }

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
func (r *Run) started(rec goroutine.Record) bool {
	switch {
	case r.Whole:
		return true
	case r.Children != nil:
		return !r.Children[rec.ID()]
	}
	return rec.HasLabels() || rec.ID() > r.Born.Created+idSlack*maxProcs()
}

// fewGoroutines is up to how many of them a check looks at the beginning which of
// them its test has started already: a dump of that many takes about a millisecond.
const fewGoroutines = 1000

// relatives are what a goroutine has to do with others.
type relatives struct {
	Children map[uint64]bool // those that it has started; nil where nobody has looked
	Parent   uint64          // the one that started it
	Owner    string          // the id of the run whose label it has
}

// RelativesOf looks up a goroutine's relatives where there are not too many
// goroutines for that.
func RelativesOf(id uint64) relatives {
	if goroutine.ReadCounts().Live > fewGoroutines {
		return relatives{}
	}
	r := relatives{Children: make(map[uint64]bool)}
	dumper.Lock()
	defer dumper.Unlock()
	dumper.text = nil // it is overwritten
	for rec := range goroutine.Records(dumper.Dump()) {
		switch id {
		case rec.ParentID():
			r.Children[rec.ID()] = true
		case rec.ID():
			owner, _ := rec.Label(LabelKey)
			r.Parent, r.Owner = rec.ParentID(), string(owner)
		}
	}
	return r
}

// ProcessScope takes every goroutine of the process but those of a baseline.
type ProcessScope struct {
	Self     uint64
	Baseline map[uint64]bool   // ids of what was there before; nil for none
	Owners   map[uint64]string // by goroutine id, of the dump at hand
}

// Begin finds the owners of all goroutines of the dump.
func (s *ProcessScope) Begin(dump []byte) {
	s.Owners = map[uint64]string{}
	Descend(dump, func(rec goroutine.Record) bool {
		if _, known := s.Owners[rec.ID()]; known {
			return false
		}
		id := s.ownerOf(rec)
		if id == "" {
			return false
		}
		s.Owners[rec.ID()] = id
		return true
	})
}

// ownerOf goes by the label first. The parent's number is second, since a
// parent that has ended is no longer in the dump.
func (s *ProcessScope) ownerOf(rec goroutine.Record) string {
	if id, ok := rec.Label(LabelKey); ok {
		return string(id)
	}
	parent := rec.ParentID()
	if id := s.Owners[parent]; id != "" {
		return id
	}
	for r := Owners.OnGoroutine(parent); r != nil; r = r.previous {
		if r.started(rec) {
			return r.ID
		}
	}
	return ""
}

// Takes is of [Scope].
func (s *ProcessScope) Takes(rec goroutine.Record) bool {
	return rec.ID() != s.Self && !s.Baseline[rec.ID()]
}

// Owner is of [Scope].
func (s *ProcessScope) Owner(g *goroutine.Goroutine) string { return s.Owners[g.ID] }
