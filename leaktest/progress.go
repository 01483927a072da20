package leaktest

import (
	"fmt"
	"time"

	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// A progress is what changed among the goroutines of a search while it waited.
type progress struct {
	ended  int           // how many of them have ended
	latest time.Duration // when the last of those was seen to be gone, on the clock
	whole  time.Duration // when the waiting was over
}

// note compares two views of which one follows the other.
func (p *progress) note(before, after view, now time.Duration) {
	p.whole = now
	left := make(map[uint64]bool, len(after.remnants))
	for i := range after.remnants {
		left[after.remnants[i].ID] = true
	}
	for i := range before.remnants {
		if !left[before.remnants[i].ID] {
			p.ended++
			p.latest = now
		}
	}
}

// sentence says that the goroutines were still ending when the waiting was over,
// "" where that is not so: one has ended in the second half of it.
func (p *progress) sentence() string {
	if p.ended == 0 || 2*p.latest < p.whole {
		return ""
	}
	return fmt.Sprintf("they were still ending: %s ended in the %v in which the check waited, the last of them %v before it gave up; leaktest.MaxWait gives them longer",
		report.Plural(p.ended, "goroutine"), p.whole.Round(10*time.Millisecond), (p.whole - p.latest).Round(time.Millisecond))
}
