// Package mutation shows which rules the fixtures of the checks have need of.
//
// A rule whose reason is switched off must change what a check reports about its
// fixtures, or what leaklint exits says of them: an end, a leak, a doubt, or that nobody
// can tell. Else no fixture pins it, and nobody would notice that it is gone.
//
// The arrow points one way: it runs the checks of package suite, and nothing of
// leaklint but tests and the benchmarks knows it.
package mutation

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// A Group is the rules that a package declares.
type Group struct {
	Package string   // its folder, below that of leaklint
	Checks  []string // whose fixtures notice them: one line that one of them tells is enough
}

// A Result is what became of the rules of a group.
type Result struct {
	Group
	Reasons   int                // that were switched off: all but those of kind [decision.Leaks]
	Survivors []*decision.Reason // that no fixture has noticed
}

// Run switches each rule of the groups off in turn, and runs the checks, with advice,
// over their fixtures. Root is the folder of leaklint; what each rule changes goes to
// the log.
//
// It runs one check after the other, since to load a check's fixtures takes as long
// as to analyze them some ten times.
func Run(root string, groups []Group, log io.Writer) ([]*Result, error) {
	var results []*Result
	for _, g := range groups {
		reasons, _, err := declared(filepath.Join(root, filepath.FromSlash(g.Package)))
		if err != nil {
			return nil, err
		}
		results = append(results, &Result{Group: g, Reasons: len(reasons), Survivors: reasons})
	}
	for _, a := range suite.Analyzers() {
		if err := runCheck(root, a, results, log); err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
	}
	return results, nil
}

// runCheck drops the survivors that the fixtures of one check notice.
func runCheck(root string, a *analysis.Analyzer, results []*Result, log io.Writer) error {
	results = slices.DeleteFunc(slices.Clone(results), func(r *Result) bool { return !slices.Contains(r.Checks, a.Name) })
	if len(results) == 0 {
		return nil
	}
	if a.Flags.Lookup("advice") != nil {
		if err := a.Flags.Set("advice", "true"); err != nil {
			return err
		}
		defer a.Flags.Set("advice", "false")
	}
	d, err := load(a, filepath.Join(root, "passes", a.Name, "testdata"))
	if err != nil {
		return err
	}
	before, err := d.told()
	if err != nil {
		return err
	}
	for _, r := range results {
		r.Survivors = slices.DeleteFunc(r.Survivors, func(reason *decision.Reason) bool {
			return d.notices(reason, before, log)
		})
	}
	return nil
}

// A toggle is what can be switched off: a rule, or a row of package model.
type toggle interface {
	fmt.Stringer
	Off() (restore func())
}

// notices reports whether what is told is other than before when a rule or a row is
// off.
func (d *driver) notices(r toggle, before []string, log io.Writer) bool {
	defer r.Off()()
	after, err := d.told()
	switch {
	case err != nil: // what follows relies on the rule
		first, _, _ := strings.Cut(err.Error(), "\n")
		fmt.Fprintf(log, "%s: %s: %s\n", d.analyzer.Name, r, first)
		return true
	case slices.Equal(before, after):
		return false
	}
	fmt.Fprintf(log, "%s: %s: %s\n", d.analyzer.Name, r, strings.Join(difference(before, after), "; "))
	return true
}

// Faults returns what is wrong with a result: its survivors.
func (r *Result) Faults() (faults []string) {
	for _, s := range r.Survivors {
		faults = append(faults, fmt.Sprintf("no fixture notices that %s (%s: %s) is off", s.Name, s.Kind, s.Text))
	}
	return faults
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
