package leaktest

import (
	"strconv"

	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
	"github.com/leaktight/leaktight/leaktest/internal/shared"
)

// verdict returns the report of a check. A test that panics or was skipped is not
// made to fail by what it left behind: of a panic the message comes when the process
// ends.
func (c *check) verdict(v engine.Snapshot) verdict {
	c.answerHeld(v.Candidates)
	leaks := reported(v.Candidates)
	groups := report.Groups(leaks)
	measured := c.measureHeld(groups)
	r := &report.Text{}
	name := c.name()
	panics, skips := engine.Panicking(), engine.Skipped(c.t)
	switch {
	case panics:
		r.Line("leaktest: %s panics, see below; it also left %s behind", name, report.Plural(len(v.Candidates), "goroutine"))
	case skips:
		r.Line("%s", report.Summary(name+" was skipped and", leaks))
	default:
		r.Line("%s", report.Summary(name, leaks))
	}
	if s := v.Progress.Sentence(); s != "" {
		r.Line("%s", s)
	}
	r.Body(groups, true)
	for _, line := range measured {
		r.Line("%s", line)
	}
	sayShared(r, groups)
	c.run.Skipped.Store(skips)
	if shown := c.run.Within == nil; !panics && !skips {
		c.run.Reported.Store(shown)
		engine.Told.Add(nameOf(c.t), v.Candidates, shown)
		blamed.Add(v.Candidates)
	}
	r.End(report.Ending{Package: "leaktest", Before: int(c.run.Born.Live), After: int(v.Counts.Live)})
	if engine.Verbose() {
		r.Difference(report.Population{Goroutines: int(c.run.Born.Live), ByStack: v.Bystanders}, leaks, int(v.Counts.Live))
	}
	if !c.moved() {
		attribute(c.t, "leaktest.leaks", strconv.Itoa(len(v.Candidates)))
		if note := saveArtifacts(c.t, v.Candidates); note != "" {
			r.Line("%s", note)
		}
	}
	return verdict{r.String(), panics || skips}
}

// name is how a report calls the test.
func (c *check) name() string {
	if isMute(c.t) {
		return "a benchmark of testing.Benchmark"
	}
	return nameOf(c.t)
}

// attribute sets a test attribute where t has them (Go 1.25).
func attribute(t TestingT, key, value string) {
	if a, ok := t.(interface{ Attr(key, value string) }); ok {
		a.Attr(key, value)
	}
}

// sayShared names the variables that several tests share.
func sayShared(r *report.Text, groups []*report.Group) {
	said := make(map[string]bool)
	for _, g := range groups {
		if s := shared.Sentence(&g.Goroutine); s != "" && !said[s] {
			said[s] = true
			r.Line("%s", s)
		}
	}
}
