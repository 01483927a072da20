package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// A result is what came out for one client, each with the original first.
type result struct {
	packages   int
	verdicts   [2]string
	same       bool // they are the same
	pairs      int
	times      [2]time.Duration // medians
	difference time.Duration    // the median of those of the pairs
	spread     [2]time.Duration // the smallest and the largest of them
	hunted     bool             // a fault was put in
	found      [2]bool          // the fault
	named      bool             // the test, by ours
	output     string
}

func (r *result) percent() float64 {
	return 100 * float64(r.difference) / float64(r.times[0])
}

// allowance is by how much ours may take longer: this long, or 2 %.
const (
	allowance        = 50 * time.Millisecond
	allowancePercent = 2
)

func (r *result) quick() bool {
	return r.pairs == 0 || r.difference <= allowance || r.percent() <= allowancePercent
}

// good reports whether ours gives no verdict that the original did not, finds the fault, names the
// test and takes no longer than allowed.
func (r *result) good() bool {
	return r.same && r.quick() && (!r.hunted || r.found[0] && r.found[1] && r.named)
}

// cells are the columns of the table.
func (r *result) cells() []string {
	cells := []string{fmt.Sprint(r.packages), r.verdicts[0], r.verdicts[1]}
	if r.pairs == 0 {
		cells = append(cells, "-", "-", "-", "-")
	} else {
		cells = append(cells, fmt.Sprint(r.times[0].Round(time.Millisecond)), fmt.Sprint(r.times[1].Round(time.Millisecond)),
			fmt.Sprintf("%+d ms (%+.1f %%), %+d to %+d", r.difference.Milliseconds(), r.percent(), r.spread[0].Milliseconds(), r.spread[1].Milliseconds()),
			yes(r.quick()))
	}
	if !r.hunted {
		return append(cells, "-", "-", "-")
	}
	return append(cells, yes(r.found[0]), yes(r.found[1]), yes(r.named))
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// compare runs the packages whose folder contains a text.
func (c client) compare(folder string, runs, pairs int) (*result, error) {
	dir, err := os.MkdirTemp("", "clients")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	sides, err := c.copies(dir, folder)
	if err != nil {
		return nil, err
	}
	r := &result{packages: len(sides[0].packages)}
	for _, s := range sides {
		if err := s.build(); err != nil {
			return nil, err
		}
	}
	r.judge(sides, runs)
	r.measure(sides, pairs)
	if c.fault.isNone() {
		return r, nil
	}
	r.hunted = true
	for i, s := range sides {
		if err := s.inject(c.fault); err != nil {
			return nil, err
		}
		if err := s.build(); err != nil {
			return nil, err
		}
		found, named := r.hunt(s, c.fault.test)
		r.found[i] = found
		r.named = named // of ours, which is last
	}
	return r, nil
}

// hunt runs the test that leaks and reports whether that is found and the test
// is named. Other tests do not run: the original does not look where one fails.
func (r *result) hunt(s *side, test string) (found, named bool) {
	o := s.run("-test.run=^" + test + "$")
	r.output += o.text
	found = o.code != 0 && (strings.Contains(o.text, "found unexpected goroutines") || strings.Contains(o.text, "leaktest: "))
	named = strings.Contains(o.text, "from "+test) || strings.Contains(o.text, "leaktest: "+test)
	return found, found && named
}

// judge runs both sides in turns, so that what the machine does beside them is
// the same for both.
func (r *result) judge(sides [2]*side, runs int) {
	var verdicts [2][]string
	for range runs {
		for i, s := range sides {
			o := s.run()
			r.output += o.text
			verdicts[i] = append(verdicts[i], o.verdict())
		}
	}
	r.same = sameVerdicts(verdicts[0], verdicts[1])
	for i := range verdicts {
		r.verdicts[i] = counted(verdicts[i])
	}
}

// sameVerdicts reports whether every verdict of ours is one that the original
// gave. Tests that do not always pass with the original have several.
func sameVerdicts(original, ours []string) bool {
	return !slices.ContainsFunc(ours, func(v string) bool { return !slices.Contains(original, v) })
}

// counted says how often each verdict was given.
func counted(verdicts []string) string {
	sorted := slices.Sorted(slices.Values(verdicts))
	var parts []string
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n] == sorted[0] {
			n++
		}
		parts = append(parts, fmt.Sprintf("%d× %s", n, sorted[0]))
		sorted = sorted[n:]
	}
	return strings.Join(parts, ", ")
}

// measure runs both sides in turns.
func (r *result) measure(sides [2]*side, pairs int) {
	r.pairs = pairs
	var times [2][]time.Duration
	var differences []time.Duration
	for i := range pairs {
		var took [2]time.Duration
		for j := range sides {
			side := (i + j) % 2 // who is first changes
			took[side] = sides[side].run().took
		}
		times[0], times[1] = append(times[0], took[0]), append(times[1], took[1])
		differences = append(differences, took[1]-took[0])
	}
	r.times = [2]time.Duration{median(times[0]), median(times[1])}
	r.difference = median(differences)
	if pairs > 0 {
		r.spread = [2]time.Duration{slices.Min(differences), slices.Max(differences)}
	}
}

func median(d []time.Duration) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[len(d)/2]
}
