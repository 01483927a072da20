package leaktest

import (
	"fmt"
	"strconv"

	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// report returns what there is to say of what grew.
func (c *growthCheck) report(growths []*growth) string {
	runs := growths[0].runs
	r := &report.Text{}
	r.Line("leaktest: %s: goroutines grow with the runs: %s", nameOf(c.t), growthSummary(growths, runs))
	var groups []*report.Group
	for _, g := range growths {
		groups = append(groups, g.Group)
		each := ""
		if g.total() > 1 {
			each = "each "
		}
		g.Group.Count = 1
		r.Line("%s: grew by %d in %d runs, %s: %s%s", g.Position(), g.total(), runs, rate(g.total(), runs), each, g.Sentence())
		r.Details(g.Group, true)
	}
	r.Advice(groups, "leaktest")
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
