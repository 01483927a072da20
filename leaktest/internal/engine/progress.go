package engine

import (
	"fmt"
	"time"

	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// A Progress is what changed among the goroutines of a search while it waited.
type Progress struct {
	ended  int           // how many of them have ended
	latest time.Duration // when the last of those was seen to be gone, on the clock
	whole  time.Duration // when the waiting was over
}

// note compares two views of which one follows the other.
func (p *Progress) note(before, after Snapshot, now time.Duration) {
	p.whole = now
	left := make(map[uint64]bool, len(after.Candidates))
	for i := range after.Candidates {
		left[after.Candidates[i].ID] = true
	}
	for i := range before.Candidates {
		if !left[before.Candidates[i].ID] {
			p.ended++
			p.latest = now
		}
	}
}

// Sentence says that the goroutines were still ending when the waiting was over,
// "" where that is not so: one has ended in the second half of it.
func (p *Progress) Sentence() string {
	if p.ended == 0 || 2*p.latest < p.whole {
		return ""
	}
	return fmt.Sprintf("they were still ending: %s ended in the %v in which the check waited, the last of them %v before it gave up; leaktest.MaxWait gives them longer",
		report.Plural(p.ended, "goroutine"), p.whole.Round(10*time.Millisecond), (p.whole - p.latest).Round(time.Millisecond))
}
