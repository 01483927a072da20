package leaktest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A report is the text for people. Its first line says how many, whose, and
// with which verdict; then comes one entry for each group.
type report struct {
	strings.Builder
	indent string
}

func (r *report) line(format string, args ...any) {
	if r.Len() > 0 {
		r.WriteByte('\n')
	}
	r.WriteString(r.indent)
	fmt.Fprintf(r, format, args...)
}

// summary is the first line of a report: what was left behind, by whom.
func summary(who string, remnants []remnant) string {
	proven := 0
	for i := range remnants {
		if remnants[i].Leaked {
			proven++
		}
	}
	verdict := fmt.Sprintf("%d proven stuck, %d still running", proven, len(remnants)-proven)
	switch proven {
	case 0:
		verdict = "still running"
	case len(remnants):
		verdict = "proven stuck"
	}
	return fmt.Sprintf("leaktest: %s left %s behind (%s)", who, plural(len(remnants), "goroutine"), verdict)
}

// entry writes what is known of one group.
func (r *report) entry(g *group, showOwner bool) {
	r.line("%s: %s", g.position(), g.sentence())
	r.details(g, showOwner)
}

// details writes what stands below the first line of an entry.
func (r *report) details(g *group, showOwner bool) {
	outer := r.indent
	r.indent += "    "
	r.line("%s", g.origin(showOwner))
	r.excerpt(g.shownLines())
	if calls := g.calls(); calls != "" {
		r.line("%s", calls)
	}
	if g.Hint != "" {
		r.line("hint: %s", g.Hint)
	}
	r.indent = outer
}

// position is the place of a group as editors and GitHub's Go matcher read it:
// where it blocks, or the go statement where it blocks in the standard library
// and was started outside of it.
func (g *group) position() string {
	file, line := g.File, g.Line
	if isStandard(&Frame{Function: g.Function, File: file}) && g.CreatedBy != "" && !isStandard(&Frame{Function: g.CreatedBy, File: g.CreatedFile}) {
		file, line = g.CreatedFile, g.CreatedLine
	}
	if file == "" {
		return "(no position)"
	}
	column := 1
	if op, ok := sources.open(file).blockingAt(line); ok {
		column = op.column
	}
	return fmt.Sprintf("%s:%d:%d", displayPath(file), line, column)
}

// sentence says what the goroutines of a group wait for, and how sure that is.
func (g *group) sentence() string {
	subject := ""
	if g.count > 1 {
		subject = fmt.Sprintf("%d goroutines ", g.count)
	}
	age := ""
	if g.Wait > 0 {
		age = fmt.Sprintf(" for %d minutes", int(g.Wait.Minutes()))
	}
	function := ""
	if name := g.runs(); name != "" {
		function = ", " + displayName(name)
	}
	if g.Verdict == Proven {
		return fmt.Sprintf("%sstuck for ever%s in %s%s: %s (proven)", subject, age, leakkind.WaitsIn(g.Kind, g.State), function, leakkind.ProvenBecause(g.Kind, g.State))
	}
	switch g.State {
	case "running", "runnable":
		return fmt.Sprintf("%sstill running%s%s", subject, age, function)
	case "":
		return fmt.Sprintf("%sstill there%s%s", subject, age, function)
	}
	return fmt.Sprintf("%sstill waiting%s in %s%s", subject, age, leakkind.WaitsIn(g.Kind, g.State), function)
}

// runs names the function by which a group is known: the one of the program
// that blocks, or, in the standard library alone, the one that was started.
func (g *group) runs() string {
	if len(g.Stack) > 0 && isStandard(&Frame{Function: g.Function, File: g.File}) {
		return g.Stack[len(g.Stack)-1].Function
	}
	return g.Function
}

// origin says who started a group, and for which test.
func (g *group) origin(showOwner bool) string {
	s := "started by the runtime"
	switch {
	case g.CreatedBy == "time.goFunc":
		s = "started by a time.AfterFunc"
	case g.CreatedBy != "":
		s = fmt.Sprintf("started by %s at %s:%d", displayName(g.CreatedBy), displayPath(g.CreatedFile), g.CreatedLine)
	}
	if showOwner && g.Owner != "" {
		s += ", from " + g.Owner
	}
	return s
}

const shownCalls = 4 // of the program's own, beyond the one that blocks

// calls shows the rest of the stack: the program's own calls by name, the
// standard library's by package and number.
func (g *group) calls() string {
	var own, folded []string
	standard, more := 0, 0
	blocking := blockingFrame(g.Stack)
	for i := range g.Stack {
		f := &g.Stack[i]
		switch {
		case i == blocking:
		case !isStandard(f) && len(own) < shownCalls:
			own = append(own, fmt.Sprintf("%s at %s:%d", displayName(f.Function), displayPath(f.File), f.Line))
		case !isStandard(f):
			more++
		default:
			standard++
			if p := f.Package(); !slices.Contains(folded, p) {
				folded = append(folded, p)
			}
		}
	}
	var parts []string
	if len(own) > 0 {
		parts = append(parts, "called by "+strings.Join(own, ", "))
	}
	if more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more calls", more))
	}
	if standard > 0 {
		slices.Sort(folded)
		parts = append(parts, fmt.Sprintf("+%s of %s", plural(standard, "frame"), strings.Join(folded, ", ")))
	}
	if g.elided > 0 {
		parts = append(parts, fmt.Sprintf("%s elided by the runtime", plural(g.elided, "frame")))
	}
	return strings.Join(parts, "; ")
}

// displayName shortens a function's name to its last path element, unescaped.
func displayName(function string) string {
	return goroutine.Frame{Function: function}.DisplayName()
}

// ignoreLines are the options that take the groups for meant to live on.
func ignoreLines(groups []*group) []string {
	var lines []string
	for _, g := range groups {
		if option := g.ignoreOption(); option != "" && !slices.Contains(lines, option) {
			lines = append(lines, option)
		}
	}
	return lines
}

// ignoreOption names the creator, unless that is of the standard library and
// starts goroutines for everybody: then the program's own function is precise.
func (g *group) ignoreOption() string {
	standardCreator := g.CreatedBy == "" || isStandard(&Frame{Function: g.CreatedBy, File: g.CreatedFile})
	ownFunction := g.Function != "" && !isStandard(&Frame{Function: g.Function, File: g.File})
	switch {
	case standardCreator && ownFunction:
		return fmt.Sprintf("leaktest.IgnoreAnyFunction(%q)", g.Function)
	case g.CreatedBy != "":
		return fmt.Sprintf("leaktest.IgnoreCreatedBy(%q)", g.CreatedBy)
	}
	return ""
}
