// Package decisiontest shows which rules the fixtures of a check have need of.
//
// A rule whose reason is switched off must change what the check reports about its
// fixtures: else no fixture pins it, and nobody would notice that it is gone.
package decisiontest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
)

// Mutate switches each of the reasons off in turn, those of kind
// [decision.Leaks] apart, and runs the analyzer, with advice, over the fixtures in
// testdata/src. It fails for a reason that changes no diagnostic. Those with the
// names in survivors are known to change none; that they do is an error too.
func Mutate(t *testing.T, a *analysis.Analyzer, fixtures []string, reasons []*decision.Reason, survivors ...string) {
	t.Helper()
	Judge(t, Survivors(t, a, analysistest.TestData(), fixtures, reasons), reasons, survivors...)
}

// Survivors returns those of the reasons that change no diagnostic of the analyzer
// about the fixtures in the src folder of testdata. The rules of a package that
// several checks use may each be noticed by the fixtures of one. With -short the test
// is skipped.
func Survivors(t *testing.T, a *analysis.Analyzer, testdata string, fixtures []string, reasons []*decision.Reason) (survivors []*decision.Reason) {
	t.Helper()
	if testing.Short() {
		t.Skip("analyzes the fixtures once for each rule")
	}
	if a.Flags.Lookup("advice") != nil {
		if err := a.Flags.Set("advice", "true"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Flags.Set("advice", "false") })
	}
	d := load(t, a, testdata, fixtures)
	before, err := d.diagnostics()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reasons {
		if r.Kind == decision.Leaks {
			continue
		}
		restore := r.Off()
		after, err := d.diagnostics()
		restore()
		switch {
		case err != nil: // what follows relies on the rule
			first, _, _ := strings.Cut(err.Error(), "\n")
			t.Logf("%s: %s", r.Name, first)
		case slices.Equal(before, after):
			survivors = append(survivors, r)
		default:
			t.Logf("%s: %s", r.Name, strings.Join(difference(before, after), "; "))
		}
	}
	return survivors
}

// Judge fails for each survivor that is not known by its name, and for each known
// one that is none.
func Judge(t *testing.T, survivors, reasons []*decision.Reason, known ...string) {
	t.Helper()
	for _, r := range survivors {
		if !slices.Contains(known, r.Name) {
			t.Errorf("no fixture notices that %s (%s: %s) is off", r.Name, r.Kind, r.Text)
		}
	}
	for _, name := range known {
		named := func(r *decision.Reason) bool { return r.Name == name }
		switch {
		case !slices.ContainsFunc(reasons, named):
			t.Errorf("no reason is named %s", name)
		case !slices.ContainsFunc(survivors, named):
			t.Errorf("%s is no survivor: a fixture notices that it is off", name)
		}
	}
}

// difference returns the lines that one of the two lists has and the other has not.
func difference(before, after []string) (lines []string) {
	for _, line := range before {
		if !slices.Contains(after, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			lines = append(lines, "+ "+line)
		}
	}
	return lines
}
