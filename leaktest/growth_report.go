package leaktest

import (
	"fmt"
	"strconv"
)

// report returns what there is to say of what grew.
func (c *growthCheck) report(growths []*growth) string {
	runs := growths[0].runs
	r := &report{}
	r.line("leaktest: %s: goroutines grow with the runs: %s", nameOf(c.t), growthSummary(growths, runs))
	var groups []*group
	for _, g := range growths {
		groups = append(groups, g.group)
		each := ""
		if g.total() > 1 {
			each = "each "
		}
		g.group.count = 1
		r.line("%s: grew by %d in %d runs, %s: %s%s", g.position(), g.total(), runs, rate(g.total(), runs), each, g.sentence())
		r.details(g.group, true)
	}
	r.advice(groups)
	attribute(c.t, "leaktest.growth", strconv.Itoa(len(growths)))
	return r.String()
}

// growthSummary is the part of the first line that says how much.
func growthSummary(growths []*growth, runs int) string {
	total := 0
	for _, g := range growths {
		total += g.total()
	}
	s := fmt.Sprintf("%d more after %d runs, %s", total, runs, rate(total, runs))
	if len(growths) > 1 {
		s += fmt.Sprintf(", of %d kinds", len(growths))
	}
	return s
}
