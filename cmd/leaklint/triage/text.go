package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/heapdump"
)

// A view is a capture and what is needed to show it.
type view struct {
	*capture
	series *series // nil for one capture
	heap   *heap   // nil without -heap
	module module
	who    *classifier
	name   string
	top    int
}

// text shows the capture for people: what they need first in the first line,
// then one entry for each group. What the program has named is shown in the line
// where it belongs, whatever is in it.
func (v *view) text() string {
	lines := []string{v.summary()}
	shown, more := v.rows()
	for _, g := range shown {
		lines = append(append(lines, ""), v.entry(g)...)
	}
	if more != "" {
		lines = append(lines, "", more)
	}
	lines = append(lines, v.below()...)
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(printable.Line(line) + "\n")
	}
	return b.String()
}

// summary is the first line.
func (v *view) summary() string {
	if v.series.goesOn() {
		return v.growth()
	}
	s := fmt.Sprintf("%s in %s", plural(v.total, "goroutine"), plural(len(v.groups), "group")) + v.heldText()
	if v.leaks && v.total == 0 {
		return "no leaked goroutines: the collector proved none stuck, which does not say that none is"
	}
	if v.leaks {
		s = fmt.Sprintf("%s in %s, all proven stuck forever", plural(v.total, "leaked goroutine"), plural(len(v.groups), "group"))
	} else if v.proven > 0 {
		s += fmt.Sprintf(", %s proven stuck forever", thousands(v.proven))
	}
	if len(v.groups) == 0 {
		return s
	}
	g := v.groups[0]
	if g.purpose != "" {
		return s + ", all waiting for work as far as a capture can tell"
	}
	label := "the largest"
	switch {
	case g.heldBytes() > 0:
		label = fmt.Sprintf("the most, about %s", heapdump.Size(g.heldBytes()))
	case g.proven > 0 && !v.leaks:
		label = "the first"
	}
	return fmt.Sprintf("%s; %s: %s%s", s, label, thousands(g.count), v.brief(g))
}

// brief says what a group is blocked in and where, after its number.
func (v *view) brief(g *group) string {
	s := ""
	if waits := g.waits(); waits != "" {
		s = " " + strings.Replace(waits, "waiting", "blocked", 1)
	}
	switch f := g.place(v.who); {
	case f == nil:
	case f.File == "":
		s += " in " + f.DisplayName()
	default:
		s += " at " + v.module.place(*f)
	}
	return s + g.kindText()
}

// place returns the frame at which a group stands: where it blocks, or the go
// statement where it blocks in the standard library and was started outside.
func (g *group) place(who *classifier) *goroutine.Frame {
	f := g.blocking()
	if (f == nil || who.isStandard(*f)) && g.createdBy != nil && !who.isStandard(*g.createdBy) {
		return g.createdBy
	}
	return f
}

// rows returns the groups to show, and the line that counts the others.
func (v *view) rows() (shown []*group, more string) {
	shown = v.groups
	listed := func(g *group) bool { return g.purpose == "" }
	if v.series.goesOn() {
		listed = func(g *group) bool { return g.growing() > 0 }
	}
	if n := slices.IndexFunc(shown, func(g *group) bool { return !listed(g) }); n >= 0 {
		shown = shown[:n]
	}
	all := len(shown)
	if v.top > 0 && len(shown) > v.top {
		shown = shown[:v.top]
	}
	rest := v.groups[len(shown):all]
	if v.series.goesOn() {
		rest = v.groups[len(shown):]
	}
	switch {
	case len(rest) == 0:
	case all > len(shown):
		more = fmt.Sprintf("%s, %s; -top 0 shows all", plural(len(rest), "more group"), plural(goroutinesOf(rest), "goroutine"))
	default: // none of the others grew
		more = fmt.Sprintf("%s, %s: none of them grew", plural(len(rest), "more group"), plural(goroutinesOf(rest), "goroutine"))
	}
	return shown, more
}

// goroutinesOf counts those of groups, and of what stands in their entries.
func goroutinesOf(groups []*group) int {
	n := 0
	for _, g := range groups {
		n += g.count + goroutinesOf(g.company)
	}
	return n
}

const shownBelow = 5 // groups that wait by right, unless all are asked for

// below is the block of what waits for work as its purpose, a line for each group. In a
// series it is among what did not grow.
func (v *view) below() []string {
	first := slices.IndexFunc(v.groups, func(g *group) bool { return g.purpose != "" })
	if first < 0 || v.series.goesOn() {
		return nil
	}
	all := v.groups[first:]
	shown := all
	if v.top > 0 {
		shown = all[:min(len(all), shownBelow)]
	}
	lines := []string{"", fmt.Sprintf("waiting for work, as far as a capture can tell: %s in %s", plural(goroutinesOf(all), "goroutine"), plural(len(all), "group"))}
	for _, g := range shown {
		lines = append(lines, v.where(g)+": "+g.sentence()+": "+g.purpose)
	}
	if more := all[len(shown):]; len(more) > 0 {
		lines = append(lines, fmt.Sprintf("%s, %s; -top 0 shows all", plural(len(more), "more group"), plural(goroutinesOf(more), "goroutine")))
	}
	return lines
}

// where is the position of a group, in the form of a finding's.
func (v *view) where(g *group) string {
	if f := g.place(v.who); f != nil && f.File != "" {
		return v.module.place(*f) + ":1"
	}
	return "(no position)"
}

// entry is what is known of one group. The one line that begins with path:line:col
// is the group itself.
func (v *view) entry(g *group) []string {
	lines := []string{v.where(g) + ": " + g.sentence()}
	for _, line := range v.details(g) {
		lines = append(lines, "\t"+line)
	}
	return lines
}

// details are the lines below a group's own: what the analyzers say comes right
// after who started it.
func (v *view) details(g *group) []string {
	return slices.Concat(v.beginning(g), v.verdict(g), v.facts(g))
}

// beginning says how the number of goroutines went, and who started them, and what else.
func (v *view) beginning(g *group) []string {
	var lines []string
	if holds := g.holdsLine(); holds != "" {
		lines = append(lines, holds)
	}
	lines = append(append(lines, v.history(g)...), v.origin(g))
	for _, other := range g.company {
		lines = append(lines, fmt.Sprintf("with it: %s, at %s", other.sentence(), strings.TrimSuffix(v.where(other), ":1")))
		if holds := other.holdsLine(); holds != "" {
			lines = append(lines, "\t"+holds)
		}
	}
	return lines
}

// facts are what else the capture tells of a group.
func (v *view) facts(g *group) []string {
	var lines []string
	for _, line := range []string{g.otherStates(), v.calls(g), g.labelLine()} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// origin says which go statement started the goroutines of a group.
func (v *view) origin(g *group) string {
	switch {
	case g.further:
		return "started in different places"
	case g.createdBy != nil && g.createdBy.Function == "time.goFunc":
		return "started by a time.AfterFunc"
	case g.createdBy != nil && g.createdBy.File == "": // cut off
		return "started by " + g.createdBy.DisplayName()
	case g.createdBy != nil:
		return fmt.Sprintf("started by %s at %s", g.createdBy.DisplayName(), v.module.place(*g.createdBy))
	case v.form != dumpText && len(g.stack) > 0:
		return "runs " + g.stack[len(g.stack)-1].DisplayName()
	}
	return "started by the runtime"
}

// verdict is what the analyzers say of what started a group.
func (v *view) verdict(g *group) []string {
	if len(g.findings) == 0 {
		if g.analyzed && g.shownKind() != "" {
			return []string{"leaklint has no finding there"}
		}
		return nil
	}
	var lines []string
	for _, f := range g.findings {
		moved, advice := "", ""
		switch {
		case f.why == sameFunction && f.moved:
			moved = ", in the same function; the source has changed since"
		case f.why == sameFunction:
			moved = ", in the same function"
		}
		if f.Category == "advice" {
			advice = ", doubtful"
		}
		lines = append(lines, fmt.Sprintf("leaklint%s%s: %s at %s", advice, moved, f.Message, f.Posn))
		for _, r := range f.Related {
			lines = append(lines, fmt.Sprintf("\t%s: %s", r.Message, r.Posn))
		}
	}
	return lines
}

// otherStates counts the states of a group that has several.
func (g *group) otherStates() string {
	if len(g.states) < 2 {
		return ""
	}
	var parts []string
	for state := range g.states {
		parts = append(parts, state)
	}
	slices.SortFunc(parts, func(a, b string) int {
		return cmp.Or(cmp.Compare(g.states[b], g.states[a]), strings.Compare(a, b))
	})
	for i, state := range parts {
		parts[i] = fmt.Sprintf("%s in %s", thousands(g.states[state]), state)
	}
	return "states: " + strings.Join(parts, ", ")
}

// labelLine shows the most frequent runtime/pprof labels.
func (g *group) labelLine() string {
	if len(g.labels) == 0 {
		return ""
	}
	all := g.sortedLabels()
	const most = 4
	var parts []string
	for _, l := range all[:min(most, len(all))] {
		parts = append(parts, fmt.Sprintf("%s=%q (%s)", l.key, l.value, thousands(g.labels[l])))
	}
	s := "labels: " + strings.Join(parts, ", ")
	if len(all) > most {
		s += fmt.Sprintf(" and %s more", thousands(len(all)-most))
	}
	return s
}

// sortedLabels returns the labels of a group, the most frequent first.
func (g *group) sortedLabels() []label {
	var all []label
	for l := range g.labels {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b label) int {
		return cmp.Or(cmp.Compare(g.labels[b], g.labels[a]), strings.Compare(a.key, b.key), strings.Compare(a.value, b.value))
	})
	return all
}
