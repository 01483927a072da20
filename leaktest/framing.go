package leaktest

import (
	"fmt"
	"os"
)

// What is found when the tests are over belongs to a test that has passed before.
// The lines by which package testing tells cmd/go and other tools about a test
// say so: they follow its output as long as there is one, the last word on a test
// holds, and a name of nothing goes back to the package.

// byOwner writes an entry for each group below a heading for each test. Where the
// leaks are what fails the package, and somebody listens, the test is failed.
func (r *report) byOwner(groups []*group, fails bool) {
	outer := r.indent
	frames := fails && verbose()
	for i, g := range groups {
		if i == 0 || groups[i-1].Owner != g.Owner {
			if frames && g.Owner != "" {
				r.frame("=== NAME  %s", g.Owner)
			}
			r.indent = outer
			r.line("from %s:", who(g.Owner))
		}
		r.indent = outer + "  "
		r.entry(g, false)
		if last := i == len(groups)-1 || groups[i+1].Owner != g.Owner; last && frames && g.Owner != "" {
			r.frame("--- FAIL: %s (0.00s)", g.Owner)
			r.frame("=== NAME  ")
		}
	}
	r.indent = outer
}

// frame writes a line of package testing.
func (r *report) frame(format string, args ...any) {
	indent := r.indent
	r.indent = framePrefix()
	r.line(format, args...)
	r.indent = indent
}

// framePrefix is what a line of package testing begins with: with -json a
// character that tells it from what tests print.
func framePrefix() string {
	if flagValue("test.v") == "test2json" {
		return "\x16"
	}
	return ""
}

// printFail takes back the PASS that package testing has printed.
func printFail() {
	if verbose() {
		fmt.Fprintf(os.Stderr, "%sFAIL\n", framePrefix())
	}
}
