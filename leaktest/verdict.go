package leaktest

import "strconv"

// verdict returns the report of a check and the function of t that says it.
// The test's own outcome and message come first: a test that panics or was
// skipped is not made to fail by what it left behind.
func (c *check) verdict(v view) (say func(format string, args ...any), text string) {
	groups := groupsOf(v.remnants)
	r := &report{}
	name := nameOf(c.t)
	say = c.t.Errorf
	switch {
	case panicking():
		r.line("leaktest: %s panics, see below; it also left %s behind", name, plural(len(v.remnants), "goroutine"))
		say = logger(c.t)
	case skipped(c.t):
		r.line("%s", summary(name+" was skipped and", v.remnants))
		say = logger(c.t)
	default:
		c.run.reported.Store(true)
		r.line("%s", summary(name, v.remnants))
	}
	for _, g := range groups {
		r.entry(g, true)
	}
	r.advice(groups)
	r.difference(c.run.born, v)
	attribute(c.t, "leaktest.leaks", strconv.Itoa(len(v.remnants)))
	if note := saveArtifacts(c.t, v.remnants); note != "" {
		r.line("%s", note)
	}
	return say, r.String()
}

// advice shows the option for goroutines that are meant to live on.
func (r *report) advice(groups []*group) {
	for i, option := range ignoreLines(groups) {
		if i == 0 {
			r.line("meant to live on? %s", option)
			continue
		}
		r.line("                  %s", option)
	}
}

// attribute sets a test attribute where t has them (Go 1.25).
func attribute(t TestingT, key, value string) {
	if a, ok := t.(interface{ Attr(key, value string) }); ok {
		a.Attr(key, value)
	}
}

// who names the owner of a group in a report about a whole package.
func who(owner string) string {
	if owner == "" {
		return "no test that is known (TestMain, a time.AfterFunc, a worker that was there before, a finalizer)"
	}
	return owner + " or one of its subtests"
}
