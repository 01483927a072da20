package engine

import "time"

const (
	// tickLength is how often the clock is looked at.
	tickLength = 2 * time.Millisecond
	// longestTick is what one tick counts at most.
	longestTick = 3 * time.Millisecond
)

// A clock counts the time in which goroutines had the chance to end. On a machine
// that has more to do than it can, a process stands still for longer and longer
// stretches, and so do the goroutines that it waits for: a tick that comes late
// says that this was so, and counts as one that came a little late.
type clock struct {
	last  time.Time
	spent time.Duration
}

func (c *clock) tick() {
	now := time.Now()
	c.spent += min(now.Sub(c.last), longestTick)
	c.last = now
}
