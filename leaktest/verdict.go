package leaktest

import (
	"strconv"

	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// verdict returns the report of a check and the function of t that says it.
// The test's own outcome and message come first: a test that panics or was
// skipped is not made to fail by what it left behind.
func (c *check) verdict(v view) (say func(format string, args ...any), text string) {
	leaks := reported(v.remnants)
	groups := report.Groups(leaks)
	r := &report.Text{}
	name := nameOf(c.t)
	say = c.t.Errorf
	switch {
	case panicking():
		r.Line("leaktest: %s panics, see below; it also left %s behind", name, report.Plural(len(v.remnants), "goroutine"))
		say = logger(c.t)
	case skipped(c.t):
		r.Line("%s", report.Summary(name+" was skipped and", leaks))
		say = logger(c.t)
	default:
		c.run.reported.Store(true)
		blamed.add(v.remnants)
		r.Line("%s", report.Summary(name, leaks))
	}
	r.Body(groups, true)
	r.End(report.Ending{Package: "leaktest", Before: int(c.run.born.Live), After: int(v.counts.Live)})
	if verbose() {
		r.Difference(report.Population{Goroutines: int(c.run.born.Live), ByStack: v.bystanders}, leaks, int(v.counts.Live))
	}
	attribute(c.t, "leaktest.leaks", strconv.Itoa(len(v.remnants)))
	if note := saveArtifacts(c.t, v.remnants); note != "" {
		r.Line("%s", note)
	}
	return say, r.String()
}

// attribute sets a test attribute where t has them (Go 1.25).
func attribute(t TestingT, key, value string) {
	if a, ok := t.(interface{ Attr(key, value string) }); ok {
		a.Attr(key, value)
	}
}
