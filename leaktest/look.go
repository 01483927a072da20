package leaktest

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

// A remnant is a goroutine that a look found: in scope, and not ignored.
type remnant struct {
	goroutine.Goroutine
	hash     uint64 // of its stack
	ownerID  string
	vanished bool // it ended when the garbage collector ran
}

// A view is what one look at the process saw.
type view struct {
	remnants   []remnant
	counts     goroutine.Counts // just after the dump
	moved      bool             // goroutines ended, or started, while it was taken
	bystanders map[string]int   // the others, counted by stack; see [search.census]
	number     int              // of the dump
	seen       time.Time        // when the dump was begun
	taken      time.Time        // when it was read
	cost       time.Duration    // of the look
	progress                    // of the settling that ended with this view
}

// A search looks for what a scope says must not be there.
type search struct {
	settings
	scope    scope
	compares bool            // the report compares with the goroutines beside those left behind
	known    map[uint64]bool // stacks that were reported and are still there, of the last dump
}

// look takes one dump and returns what is left behind in it.
func (s *search) look() view {
	return s.lookAt((*goroutine.Dumper).Dump)
}

// lookProven is look after the runtime's leak profile.
func (s *search) lookProven() view { return s.lookAt(dumpProven) }

func dumpProven(d *goroutine.Dumper) []byte {
	dump, err := d.DumpProven()
	if err != nil {
		return d.Dump()
	}
	return dump
}

func (s *search) lookAt(dump func(*goroutine.Dumper) []byte) view {
	dumper.Lock()
	defer dumper.Unlock()
	begin := time.Now()
	before := goroutine.ReadCounts().Live
	text := dump(&dumper.Dumper)
	dumper.text = text
	dumper.number++
	v := view{counts: goroutine.ReadCounts(), seen: begin, number: dumper.number}
	v.moved = v.counts.Live != before
	s.scope.begin(text)
	s.known = told.standing(text)
	for rec := range goroutine.Records(text) {
		if s.scope.takes(rec) && !isKnown(rec) && !s.ignoresRecord(rec) {
			if r, ok := s.remnant(rec); ok {
				v.remnants = append(v.remnants, r)
			}
		}
	}
	v.taken = time.Now()
	v.cost = v.taken.Sub(begin)
	return v
}

// census counts the goroutines beside those that the view holds, for a report
// that compares. It reads the view's dump, which is there until somebody takes
// the next one; then it takes a new one, in which some may be missing that have
// ended since.
func (s *search) census(v *view) {
	if !s.compares {
		return
	}
	dumper.Lock()
	defer dumper.Unlock()
	if dumper.number != v.number || dumper.text == nil {
		dumper.text = dumper.Dump()
		dumper.number++
	}
	v.bystanders = bystandersOf(dumper.text, v)
}

// ignoresRecord asks the rules that can tell without the whole stack.
func (s *search) ignoresRecord(rec goroutine.Record) bool {
	for _, r := range s.ignores {
		if r.quick != nil && r.quick(rec) {
			rules.hid(r, rec.ID(), string(rec.CreatedBy()))
			return true
		}
	}
	return false
}

// remnant parses a record, and reports whether no rule ignores it.
func (s *search) remnant(rec goroutine.Record) (remnant, bool) {
	r := remnant{Goroutine: rec.Parse(), hash: rec.StackHash()}
	r.ownerID = s.scope.owner(&r.Goroutine)
	if isKnownStack(&r.Goroutine) {
		return r, false
	}
	var leak *Leak
	for _, rule := range s.ignores {
		if rule.needsLeak && leak == nil {
			l := r.leak()
			leak = &l
		}
		if rule.match(&r.Goroutine, leak) {
			rules.hid(rule, r.ID, creatorOf(&r.Goroutine))
			return r, false
		}
	}
	return r, true
}

func snapshotIDs() map[uint64]bool {
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
