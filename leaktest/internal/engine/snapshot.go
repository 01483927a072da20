package engine

import (
	"runtime"
	"sync"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// dumper takes the dumps of the whole process into one buffer, which is kept.
var dumper struct {
	sync.Mutex
	goroutine.Dumper
	text   []byte // the last dump
	number int    // of the last dump
}

// A Candidate is a goroutine that a look found: in scope, and not ignored.
type Candidate struct {
	goroutine.Goroutine
	Hash     uint64 // of its stack
	OwnerID  string
	Vanished bool // it ended when the garbage collector ran
}

// A Snapshot is what one look at the process saw.
type Snapshot struct {
	Candidates []Candidate
	Counts     goroutine.Counts // just after the dump
	moved      bool             // goroutines ended, or started, while it was taken
	Bystanders map[string]int   // the others, counted by stack; see [search.census]
	number     int              // of the dump
	seen       time.Time        // when the dump was begun
	taken      time.Time        // when it was read
	cost       time.Duration    // of the look
	Progress                    // of the settling that ended with this
}

// A Search looks for what a scope says must not be there.
type Search struct {
	Settings
	Scope    Scope
	Compares bool            // the report compares with the goroutines beside those left behind
	known    map[uint64]bool // stacks that were reported and are still there, of the last dump
}

// Look takes one dump and returns what is left behind in it.
func (s *Search) Look() Snapshot {
	return s.lookAt((*goroutine.Dumper).Dump)
}

// LookProven is look after the runtime's leak profile.
func (s *Search) LookProven() Snapshot { return s.lookAt(dumpProven) }

func dumpProven(d *goroutine.Dumper) []byte {
	dump, err := d.DumpProven()
	if err != nil {
		return d.Dump()
	}
	return dump
}

func (s *Search) lookAt(dump func(*goroutine.Dumper) []byte) Snapshot {
	dumper.Lock()
	defer dumper.Unlock()
	begin := time.Now()
	before := goroutine.ReadCounts().Live
	text := dump(&dumper.Dumper)
	dumper.text = text
	dumper.number++
	v := Snapshot{Counts: goroutine.ReadCounts(), seen: begin, number: dumper.number}
	v.moved = v.Counts.Live != before
	s.Scope.Begin(text)
	s.known = Told.standing(text)
	for rec := range goroutine.Records(text) {
		if s.Scope.Takes(rec) && !isKnown(rec) && !s.ignoresRecord(rec) {
			if r, ok := s.candidate(rec); ok {
				v.Candidates = append(v.Candidates, r)
			}
		}
	}
	v.taken = time.Now()
	v.cost = v.taken.Sub(begin)
	return v
}

// census counts the goroutines beside those that the snapshot holds, for a report
// that compares. It reads the snapshot's dump, which is there until somebody takes
// the next one; then it takes a new one, in which some may be missing that have
// ended since.
func (s *Search) census(v *Snapshot) {
	if !s.Compares {
		return
	}
	dumper.Lock()
	defer dumper.Unlock()
	if dumper.number != v.number || dumper.text == nil {
		dumper.text = dumper.Dump()
		dumper.number++
	}
	v.Bystanders = bystandersOf(dumper.text, v)
}

// ignoresRecord asks the rules that can tell without the whole stack.
func (s *Search) ignoresRecord(rec goroutine.Record) bool {
	for _, r := range s.Ignores {
		if r.Quick != nil && r.Quick(rec) {
			Rules.hid(r, rec.ID(), string(rec.CreatedBy()))
			return true
		}
	}
	return false
}

// candidate parses a record, and reports whether no rule ignores it.
func (s *Search) candidate(rec goroutine.Record) (Candidate, bool) {
	r := Candidate{Goroutine: rec.Parse(), Hash: rec.StackHash()}
	r.OwnerID = s.Scope.Owner(&r.Goroutine)
	if isKnownStack(&r.Goroutine) {
		return r, false
	}
	for _, rule := range s.Ignores {
		if rule.Match(&r) {
			Rules.hid(rule, r.ID, creatorOf(&r.Goroutine))
			return r, false
		}
	}
	return r, true
}

// SnapshotIDs returns the ids of all goroutines.
func SnapshotIDs() map[uint64]bool {
	dumper.Lock()
	defer dumper.Unlock()
	ids := make(map[uint64]bool)
	dumper.text = nil // it is overwritten
	for rec := range goroutine.Records(dumper.Dump()) {
		ids[rec.ID()] = true
	}
	return ids
}

func maxProcs() uint64 { return uint64(runtime.GOMAXPROCS(0)) }
