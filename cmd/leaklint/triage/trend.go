package triage

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// A trend is how many goroutines a group had in each capture of one instance.
type trend struct {
	instance string
	counts   []int
	times    []time.Time // as many; nil where they do not tell
}

// grown is how many goroutines more there are at the end than at the beginning, by the
// line that fits all counts best (least squares). Of two counts it is the difference. From
// six on a single high count at an end is no growth; of fewer nobody can tell.
func (t *trend) grown() int {
	n := len(t.counts)
	if n < 3 {
		return t.counts[n-1] - t.counts[0]
	}
	if slope := t.fitted(); slope < 0 || !t.isBurst() {
		return slope
	}
	return 0
}

// isBurst reports whether the counts of the last third are in the middle no higher than
// those of the first.
func (t *trend) isBurst() bool {
	third := len(t.counts) / 3
	if third < 2 {
		return false
	}
	first := slices.Sorted(slices.Values(t.counts[:third]))
	last := slices.Sorted(slices.Values(t.counts[len(t.counts)-third:]))
	return last[(third-1)/2] <= first[third/2]
}

// fitted is the growth of the line that fits all counts best.
func (t *trend) fitted() int {
	n := len(t.counts)
	x := t.abscissas()
	var meanX, meanY float64
	for i, c := range t.counts {
		meanX, meanY = meanX+x[i]/float64(n), meanY+float64(c)/float64(n)
	}
	var covariance, variance float64
	for i, c := range t.counts {
		covariance += (x[i] - meanX) * (float64(c) - meanY)
		variance += (x[i] - meanX) * (x[i] - meanX)
	}
	return int(math.Round(covariance / variance * (x[n-1] - x[0])))
}

// newest is the last count.
func (t *trend) newest() int { return t.counts[len(t.counts)-1] }

// abscissas are the times in seconds, or the numbers of the captures.
func (t *trend) abscissas() []float64 {
	x := make([]float64, len(t.counts))
	for i := range x {
		x[i] = float64(i)
		if t.times != nil {
			x[i] = t.times[i].Sub(t.times[0]).Seconds()
		}
	}
	return x
}

// perHour is the slope of that line, in goroutines an hour; 0 where no times are known.
func (t *trend) perHour() float64 {
	if t.times == nil {
		return 0
	}
	return float64(t.grown()) / t.times[len(t.times)-1].Sub(t.times[0]).Hours()
}

// steps is how many counts are above the one before.
func (t *trend) steps() (rising int) {
	for i, c := range t.counts[1:] {
		if c > t.counts[i] {
			rising++
		}
	}
	return rising
}

// least is the least that the group grew by from one capture to the next.
func (t *trend) least() int {
	least := math.MaxInt
	for i, c := range t.counts[1:] {
		least = min(least, c-t.counts[i])
	}
	return least
}

const shownCounts = 8

// text is the counts and what they say: "12, 20, 31: rose in each of 2 steps, 57 an
// hour".
func (t *trend) text() string {
	counts := t.counts
	var left, right []string
	for i, c := range counts {
		switch {
		case len(counts) <= shownCounts || i < shownCounts/2:
			left = append(left, thousands(c))
		case i >= len(counts)-shownCounts/2:
			right = append(right, thousands(c))
		}
	}
	s := strings.Join(left, ", ")
	if right != nil {
		s += " ... " + strings.Join(right, ", ")
	}
	if len(counts) > 1 {
		s += ": " + t.verb()
	}
	if rate := t.perHour(); rate != 0 {
		s += ", " + hourly(rate)
	}
	if t.instance != "" {
		s = shownInstance(t.instance) + ": " + s
	}
	return s
}

// shownInstance is how an instance is called, "" for the only one that has no name.
func shownInstance(name string) string {
	if name == "" {
		return ""
	}
	return shownName(name)
}

// verb says how the counts went.
func (t *trend) verb() string {
	all := len(t.counts) - 1
	switch rising := t.steps(); {
	case rising == all && all > 1:
		return "rose in each of " + plural(all, "step")
	case t.grown() > 0 && all > 1:
		return fmt.Sprintf("grew, and rose in %d of %s", rising, plural(all, "step"))
	case t.grown() > 0:
		return "rose"
	case t.grown() < 0:
		return "fell"
	}
	return "did not grow"
}

// hourly writes a slope.
func hourly(rate float64) string {
	sign := "+"
	if rate < 0 {
		sign, rate = "-", -rate
	}
	switch {
	case rate >= 10:
		return sign + thousands(int(math.Round(rate))) + " an hour"
	case rate >= 0.1:
		return fmt.Sprintf("%s%.1f an hour", sign, rate)
	}
	return fmt.Sprintf("%s%.1f a day", sign, rate*24)
}
