package leaktest

import (
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// told are the goroutines of which this process has reported that they were left
// behind.
var told history

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

// add notes remnants that a test is about to report. Shown says that somebody will
// read it; the first such report of a goroutine stays.
func (h *history) add(test string, remnants []remnant, shown bool) {
	for i := range remnants {
		r := &remnants[i]
		h.note(r.ID, account{r.hash, test, ownerName(r.ownerID), shown})
	}
}

// addLeaks is add for leaks that are shown.
func (h *history) addLeaks(test string, leaks []Leak) {
	for i := range leaks {
		l := &leaks[i]
		for rec := range goroutine.Records([]byte(l.Raw)) {
			h.note(l.ID, account{rec.StackHash(), test, l.Owner, true})
		}
	}
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

// shown returns what a report that was shown says of a goroutine, and whether there
// is one.
func (h *history) shown(id uint64) (account, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.byID[id]
	return a, a.shown
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
