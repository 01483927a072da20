package report

// What is found when the tests are over belongs to a test that has passed before.
// The lines by which package testing tells cmd/go and other tools about a test
// say so: they follow its output as long as there is one, the last word on a test
// holds, and a name of nothing goes back to the package.

// ByOwner writes an entry for each group below a heading for each test. Marks
// says that the test of each heading is marked as failed, with the lines of
// package testing, and prefix is what those begin with.
func (r *Text) ByOwner(groups []*Group, marks bool, prefix string) {
	outer := r.Indent
	for len(groups) > 0 {
		owner := groups[0].Owner
		n := 1
		for n < len(groups) && groups[n].Owner == owner {
			n++
		}
		marks := marks && owner != ""
		if marks {
			r.mark(prefix, "=== NAME  "+owner)
		}
		r.Indent = outer
		r.Line("from %s:", who(owner))
		r.Indent = outer + "  "
		r.Body(groups[:n], false)
		if marks {
			r.mark(prefix, "--- FAIL: "+owner+" (0.00s)")
			r.mark(prefix, "=== NAME  ")
		}
		groups = groups[n:]
	}
	r.Indent = outer
}

// mark writes a line of package testing.
func (r *Text) mark(prefix, text string) {
	indent := r.Indent
	r.Indent = prefix
	r.Line("%s", text)
	r.Indent = indent
}

// who names the owner of a group in a report about a whole package.
func who(owner string) string {
	if owner == "" {
		return "no test that is known (TestMain, a time.AfterFunc, a worker that was there before, a finalizer, a thread of C)"
	}
	return owner + " or one of its subtests"
}
