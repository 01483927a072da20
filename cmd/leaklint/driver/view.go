package driver

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// All checks run each time, and tell all that they found: what is shown of it is
// chosen here, so that another choice is not another analysis.

// shows reports whether a finding is among those that the command line asks for.
func (o *options) shows(f *finding) bool {
	return o.asksFor(f.check, f.Category, f.testFile) && (!f.generated || o.level(generated, f.check))
}

// asksFor reports whether the command line asks for findings of a check and category,
// in test files or elsewhere.
func (o *options) asksFor(check, category string, testFile bool) bool {
	return o.runs(check) && (category != advice || o.level(advice, check)) && (!testFile || o.level(testFiles, check))
}

// runs reports whether a check is on: where some are switched on, the others are
// off.
func (o *options) runs(check string) bool {
	if on, set := o.chosen(check); set {
		return on
	}
	return !slices.ContainsFunc(o.analyzers, func(a *analysis.Analyzer) bool {
		on, _ := o.chosen(a.Name)
		return on
	})
}

// level reports whether a level is wanted, of all checks or of this one.
func (o *options) level(name, check string) bool {
	all, _ := o.chosen(name)
	one, set := o.chosen(check + "." + name)
	return one || all && !set
}

// chosen returns the value of a flag, and whether it was given.
func (o *options) chosen(name string) (on, set bool) {
	for _, arg := range o.view {
		if value, ok := strings.CutPrefix(arg, "-"+name+"="); ok {
			on, _ = strconv.ParseBool(value) // Set has refused what is none
			set = true
		}
	}
	return on, set
}
