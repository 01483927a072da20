package engine

import (
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// Told are the goroutines of which this process has reported that they were left
// behind.
var Told history

// A history remembers reported goroutines. A leak that many tests have shows in
// each of them in the same stack: where an earlier goroutine still stands in it,
// unchanged since it was reported, the next one is given [knownPatience] and not
// the whole bound, so that a suite with a hundred leaking tests does not wait a
// hundred times.
type history struct {
	mu   sync.Mutex
	byID map[uint64]account
}

// An account is what was reported of a goroutine.
type account struct {
	hash  uint64 // of its stack
	test  string // whose report it was
	owner string // who left it, "" where nobody knows
	shown bool   // the report was shown, and not left to a test around it
}

// Add notes candidates that a test is about to report. Shown says that somebody will
// read it; the first such report of a goroutine stays.
func (h *history) Add(test string, candidates []Candidate, shown bool) {
	for i := range candidates {
		r := &candidates[i]
		h.note(r.ID, account{r.Hash, test, OwnerName(r.OwnerID), shown})
	}
}

// Show notes one goroutine whose report is shown: see add.
func (h *history) Show(id, hash uint64, test, owner string) {
	h.note(id, account{hash, test, owner, true})
}

func (h *history) note(id uint64, a account) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.byID == nil {
		h.byID = make(map[uint64]account)
	}
	if !h.byID[id].shown {
		h.byID[id] = a
	}
}

// Shown reports whether a report that was shown has a goroutine in full.
func (h *history) Shown(id uint64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.byID[id].shown
}

// By returns the test whose report shows a goroutine, and the one that left it, ""
// where nobody knows.
func (h *history) By(id uint64) (shownBy, leftBy string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.byID[id].test, h.byID[id].owner
}

// standing returns the stacks of a dump in which a goroutine stands that was
// reported to stand there; nil where there are none.
func (h *history) standing(dump []byte) map[uint64]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.byID) == 0 {
		return nil
	}
	stacks := make(map[uint64]bool)
	for rec := range goroutine.Records(dump) {
		if a, ok := h.byID[rec.ID()]; ok && !stacks[a.hash] && rec.StackHash() == a.hash {
			stacks[a.hash] = true
		}
	}
	return stacks
}
