package triage

import (
	"cmp"
	"fmt"
	"slices"
)

// compare counts for each group how many goroutines more it has than in an older
// capture, and ranks the groups by that. Only debug=2 has go statements: with
// another form, groups that differ by nothing else are one.
func compare(now, old *capture) {
	withCreator := now.form == dumpText && old.form == dumpText
	if !withCreator {
		now.mergeStacks()
	}
	before := make(map[string]int)
	for _, g := range old.groups {
		before[g.key(withCreator)] += g.count
	}
	for _, g := range now.groups {
		g.before = before[g.key(withCreator)]
		if !g.writesCapture() && !g.further { // which is only there because somebody asked, or is many
			g.grown = g.count - g.before
		}
	}
	slices.SortStableFunc(now.groups, func(a, b *group) int { return cmp.Compare(b.grown, a.grown) })
}

// mergeStacks makes one group of those with equal stacks. The first, which is
// the largest, keeps its go statement.
func (c *capture) mergeStacks() {
	first := make(map[string]*group)
	var merged []*group
	for _, g := range c.groups {
		key := g.key(false)
		into, ok := first[key]
		if !ok {
			first[key] = g
			merged = append(merged, g)
			continue
		}
		into.count += g.count
		into.proven += g.proven
		into.longest = max(into.longest, g.longest)
		into.shortest = min(into.shortest, g.shortest)
		for state, n := range g.states {
			into.states[state] += n
		}
		for l, n := range g.labels {
			into.addLabels(map[string]string{l.key: l.value}, n, &c.room)
		}
	}
	c.groups = merged
}

// growth is the first line of a comparison.
func (v *view) growth() string {
	change := "as many as"
	switch diff := v.total - v.old.total; {
	case diff > 0:
		change = thousands(diff) + " more than"
	case diff < 0:
		change = thousands(-diff) + " fewer than"
	}
	s := fmt.Sprintf("%s, %s in %s", plural(v.total, "goroutine"), change, shownName(v.oldName))
	grown := 0
	for _, g := range v.groups {
		if g.grown > 0 {
			grown++
		}
	}
	if grown == 0 {
		return s + ": no group grew"
	}
	g := v.groups[0]
	return fmt.Sprintf("%s: %s grew; the most: +%s%s", s, plural(grown, "group"), thousands(g.grown), v.brief(g))
}
