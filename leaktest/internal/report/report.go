package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A Text is a report for people. Its first line says how many, whose, and
// with which verdict; then comes one entry for each group.
type Text struct {
	strings.Builder
	Indent string
	shown  []*Group
	full   int // causes that were shown in full
	cut    int // causes that were not
}

// Line writes one line, indented.
func (r *Text) Line(format string, args ...any) {
	if r.Len() > 0 {
		r.WriteByte('\n')
	}
	r.WriteString(r.Indent)
	fmt.Fprintf(r, format, args...)
}

// Summary is the first line of a report: what was left behind, by whom.
func Summary(who string, leaks []Leak) string {
	proven := 0
	for i := range leaks {
		if leaks[i].Leaked {
			proven++
		}
	}
	verdict := fmt.Sprintf("%d proven stuck, %d still running", proven, len(leaks)-proven)
	switch proven {
	case 0:
		verdict = "still running"
	case len(leaks):
		verdict = "proven stuck"
	}
	return fmt.Sprintf("leaktest: %s left %s behind (%s)", who, Plural(len(leaks), "goroutine"), verdict)
}

// Details writes what stands below the first line of an entry.
func (r *Text) Details(g *Group, showOwner bool) {
	outer := r.Indent
	r.Indent += "    "
	r.Line("%s", g.origin(showOwner))
	r.excerpt(g.shownLines())
	if calls := g.calls(); calls != "" {
		r.Line("%s", calls)
	}
	if g.Holds != "" {
		r.Line("%s", g.Holds)
	}
	if g.Hint != "" {
		r.Line("hint: %s", g.Hint)
	}
	r.Indent = outer
}

// Position is the place of a group as editors and GitHub's Go matcher read it:
// where it blocks, or the go statement where it blocks in the standard library
// and was started outside of it.
func (g *Group) Position() string {
	file, line := g.File, g.Line
	if source.IsStandard(&goroutine.Frame{Function: g.Function, File: file}) {
		function, begun, at := g.begun()
		if function != "" && !source.IsStandard(&goroutine.Frame{Function: function, File: begun}) {
			file, line = begun, at
		}
	}
	if file == "" {
		return "(no position)"
	}
	column := 1
	if op, ok := source.Open(file).BlockingAt(line); ok {
		column = op.Column
	}
	return fmt.Sprintf("%s:%d:%d", source.DisplayPath(file), line, column)
}

// Sentence says what the goroutines of a group wait for, and how sure that is.
func (g *Group) Sentence() string {
	subject := ""
	if g.Count > 1 {
		subject = fmt.Sprintf("%d goroutines ", g.Count)
	}
	age := ""
	if g.Wait > 0 {
		age = fmt.Sprintf(" for %d minutes", int(g.Wait.Minutes()))
	}
	function := ""
	if name := g.runs(); name != "" {
		function = ", " + DisplayName(name)
	}
	if g.Leaked {
		return fmt.Sprintf("%sstuck forever%s in %s%s: %s (proven)", subject, age, leakkind.WaitsIn(g.Kind, g.State), function, leakkind.ProvenBecause(g.Kind, g.State))
	}
	if name := source.CalledC(g.Stack); name != "" {
		return fmt.Sprintf("%sstill in a function of C%s, C.%s%s", subject, age, name, function)
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
func (g *Group) runs() string {
	if len(g.Stack) > 0 && source.IsStandard(&goroutine.Frame{Function: g.Function, File: g.File}) {
		return g.Stack[len(g.Stack)-1].Function
	}
	return g.Function
}

// origin says who started a group, and for which test.
func (g *Group) origin(showOwner bool) string {
	s := "started by the runtime"
	switch {
	case g.creator().Function == "time.goFunc":
		s = "started by a time.AfterFunc"
	case g.creator().Function != "":
		function, file, line := g.begun()
		s = fmt.Sprintf("started by %s at %s", DisplayName(function), positionText(file, line))
	}
	if showOwner && g.Owner != "" {
		s += ", from " + g.Owner
	}
	return s
}

const shownCalls = 4 // of the program's own, beyond the one that blocks

// calls shows the rest of the stack: the program's own calls by name, the
// standard library's by package and number.
func (g *Group) calls() string {
	var own, folded []string
	standard, more := 0, 0
	blocking := source.Blocking(g.Stack)
	for i := range g.Stack {
		f := &g.Stack[i]
		switch {
		case i == blocking, source.IsCgo(f):
		case !source.IsStandard(f) && len(own) < shownCalls:
			own = append(own, fmt.Sprintf("%s at %s:%d", DisplayName(f.Function), source.DisplayPath(f.File), f.Line))
		case !source.IsStandard(f):
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
		parts = append(parts, fmt.Sprintf("+%s of %s", Plural(standard, "frame"), strings.Join(folded, ", ")))
	}
	if g.Elided > 0 {
		parts = append(parts, fmt.Sprintf("%s elided by the runtime", Plural(g.Elided, "frame")))
	}
	return strings.Join(parts, "; ")
}

// DisplayName shortens a function's name to its last path element, unescaped.
func DisplayName(function string) string {
	return goroutine.Frame{Function: function}.DisplayName()
}

// Advice shows the options that take the groups for meant to live on. Pkg is the
// package whose options are shown.
func (r *Text) Advice(groups []*Group, pkg string) {
	heading := "meant to live on?"
	for _, option := range ignoreLines(groups) {
		r.Line("%s %s.%s", heading, pkg, option)
		heading = strings.Repeat(" ", len(heading))
	}
}

// ignoreLines are the options that take the groups for meant to live on.
func ignoreLines(groups []*Group) []string {
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
func (g *Group) ignoreOption() string {
	standardCreator := g.creator().Function == "" || source.IsStandard(&goroutine.Frame{Function: g.creator().Function, File: g.creator().File})
	ownFunction := g.Function != "" && !source.IsStandard(&goroutine.Frame{Function: g.Function, File: g.File})
	switch {
	case standardCreator && ownFunction:
		return fmt.Sprintf("IgnoreAnyFunction(%q)", g.Function)
	case g.creator().Function != "":
		return fmt.Sprintf("IgnoreCreatedBy(%q)", g.creator().Function)
	}
	return ""
}

// creator is the function that holds the go statement, with the statement's
// position; it has no name where the runtime does not tell.
func (l *Leak) creator() *goroutine.Frame {
	if l.CreatedBy == nil {
		return &goroutine.Frame{}
	}
	return l.CreatedBy
}

// Plural writes a number and its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
