package leakwatch

import (
	"slices"
	"time"
)

// growing reports whether the mean of the counts rose from the first third to the
// second and from there to the last, and the last count is above the first. There have
// to be as many as the smallest window has.
func growing(counts []int) bool {
	if len(counts) < smallestWindow {
		return false
	}
	first, second, last := thirds(counts)
	return mean(first) < mean(second) && mean(second) < mean(last) && !flat(last)
}

// suspicious reports whether the least count of the last third is above the greatest
// of the first, and the last third is not flat.
func suspicious(counts []int) bool {
	first, _, last := thirds(counts)
	return slices.Min(last) > slices.Max(first) && !flat(last)
}

// flat reports whether the counts do not rise any more: the mean of the second half is
// not above that of the first.
func flat(counts []int) bool {
	half := len(counts) / 2
	return mean(counts[len(counts)-half:]) <= mean(counts[:half])
}

// thirds returns the parts of the window; what does not divide is in the second.
func thirds(counts []int) (first, second, last []int) {
	third := len(counts) / 3
	return counts[:third], counts[third : len(counts)-third], counts[len(counts)-third:]
}

func mean(counts []int) float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum) / float64(len(counts))
}

// perHour returns the slope of the counts in goroutines an hour, by least squares. It
// is zero for less than two.
func perHour(counts []int, every time.Duration) float64 {
	n := float64(len(counts))
	if n < 2 {
		return 0
	}
	middle, level := (n-1)/2, mean(counts)
	var covariance, variance float64
	for i, c := range counts {
		x := float64(i) - middle
		covariance += x * (float64(c) - level)
		variance += x * x
	}
	return covariance / variance * float64(time.Hour) / float64(every)
}
