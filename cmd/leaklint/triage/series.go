package triage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"time"
)

// A series is the captures of one instance, or of several, from the oldest to the
// newest of each. Of all but the newest only the counts are kept.
type series struct {
	instances []*taken
	against   string // with -diff, the name of the older of two captures
}

// A taken instance is the captures of one instance.
type taken struct {
	name    string
	asNamed bool // the order is that in which the captures were named
	counts  []counts
	newest  *capture  // by its time, until order has looked at all of them
	at      time.Time // when that was taken
	last    *capture  // as they were named
}

// counts are how many goroutines the groups of a capture have, with the go statement
// that started them and without: not all forms tell of that.
type counts struct {
	name        string
	at          time.Time
	form        form
	total       int
	withCreator map[groupKey]int
	stackOnly   map[groupKey]int
}

// A groupKey is the hash of [group.key], by a seed that no capture can know.
type groupKey uint64

var keySeed = maphash.MakeSeed()

func (g *group) hashed(withCreator bool) groupKey {
	return groupKey(maphash.String(keySeed, g.key(withCreator)))
}

func countsOf(c *capture, name string, at time.Time) counts {
	n := counts{name: name, at: at, form: c.form, withCreator: make(map[groupKey]int), stackOnly: make(map[groupKey]int)}
	for _, g := range c.groups {
		n.total += g.count
		n.withCreator[g.hashed(true)] += g.count
		n.stackOnly[g.hashed(false)] += g.count
	}
	return n
}

// add adds a capture. The newest is kept whole.
func (t *taken) add(c *capture, name string, at time.Time) {
	t.counts = append(t.counts, countsOf(c, name, at))
	t.last = c
	if t.newest == nil || !at.Before(t.at) {
		t.newest, t.at = c, at
	}
}

// indistinct is a span of time in which captures were copied and not taken: their times
// then say nothing of their order.
const indistinct = time.Second

// order puts the captures into the order of their times, where these tell, and leaves
// the newest.
func (t *taken) order() {
	if oldest, newest := t.span(); t.asNamed || newest.Sub(oldest) < indistinct {
		t.newest = t.last
	} else {
		slices.SortStableFunc(t.counts, func(a, b counts) int { return a.at.Compare(b.at) })
	}
	t.last = nil
}

func (t *taken) span() (oldest, newest time.Time) {
	for i, c := range t.counts {
		if i == 0 || c.at.Before(oldest) {
			oldest = c.at
		}
		if i == 0 || c.at.After(newest) {
			newest = c.at
		}
	}
	return oldest, newest
}

// times returns when the captures were taken, or nil where that is not known.
func (t *taken) times() []time.Time {
	first, last := t.counts[0].at, t.counts[len(t.counts)-1].at
	if last.Sub(first) < indistinct {
		return nil
	}
	times := make([]time.Time, len(t.counts))
	for i, c := range t.counts {
		times[i] = c.at
	}
	return times
}

// steps is the largest number of captures of one instance, less one.
func (s *series) steps() int {
	most := 0
	for _, t := range s.instances {
		most = max(most, len(t.counts)-1)
	}
	return most
}

// goesOn reports whether there is anything to compare: two captures of one instance.
func (s *series) goesOn() bool { return s != nil && s.steps() > 0 }

// before is how many goroutines there were at the beginning.
func (s *series) before() int {
	n := 0
	for _, t := range s.instances {
		n += t.counts[0].total
	}
	return n
}

// newest returns one capture with what is there now: the newest of the one instance,
// or those of all together.
func (s *series) newest() *capture {
	now := s.instances[0].newest
	for _, t := range s.instances[1:] {
		now.absorb(t.newest)
	}
	return now
}

// absorb adds the groups of another capture.
func (c *capture) absorb(other *capture) {
	known := make(map[string]*group)
	for _, g := range c.groups {
		known[g.key(true)] = g
	}
	for _, g := range other.groups {
		into := known[g.key(true)]
		if into == nil {
			if g.further {
				into = c.further()
			} else {
				into = c.admit(&group{stack: g.stack, createdBy: g.createdBy, elided: g.elided, split: g.split, states: map[string]int{}, shortest: 1<<63 - 1})
			}
			known[g.key(true)] = into
		}
		into.absorb(g, &c.room)
	}
	c.leaks = c.leaks && other.leaks
	c.faults = append(c.faults, other.faults...)
	if other.form != c.form {
		c.form = mixed
	}
}

// absorb adds the goroutines of a group that has the same stack.
func (g *group) absorb(other *group, left *room) {
	g.count += other.count
	g.proven += other.proven
	g.longest = max(g.longest, other.longest)
	g.shortest = min(g.shortest, other.shortest)
	for state, n := range other.states {
		g.states[state] += n
	}
	for l, n := range other.labels {
		g.addLabels(map[string]string{l.key: l.value}, n, left)
	}
}

// compare tells each group of the newest capture how its counts went, and ranks the
// groups by that: first those that grow in most instances, then by how many goroutines,
// then as in one capture. Only debug=2 has go statements: with another form among the
// captures, groups that differ by nothing else are one.
func (s *series) compare(now *capture) {
	withCreator := true
	for _, t := range s.instances {
		for _, c := range t.counts {
			withCreator = withCreator && c.form == dumpText
		}
	}
	if !withCreator {
		now.mergeStacks()
	}
	countAlike(now.groups)
	for _, g := range now.groups {
		if g.writesCapture() || g.further { // which is only there because somebody asked, or is many
			continue
		}
		key := g.hashed(withCreator)
		for _, t := range s.instances {
			g.trends = append(g.trends, t.trend(key, withCreator))
		}
	}
	slices.SortStableFunc(now.groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.growing(), a.growing()), cmp.Compare(b.grown(), a.grown()))
	})
}

// trend returns how the counts of a group went in one instance.
func (t *taken) trend(key groupKey, withCreator bool) trend {
	tr := trend{instance: t.name, times: t.times()}
	for _, c := range t.counts {
		of := c.stackOnly
		if withCreator {
			of = c.withCreator
		}
		tr.counts = append(tr.counts, of[key])
	}
	return tr
}

// mergeStacks makes one group of those with equal stacks. The first, which is
// the largest, keeps its go statement.
func (c *capture) mergeStacks() {
	first := make(map[string]*group)
	var merged []*group
	for _, g := range c.groups {
		key := g.key(false)
		if into, ok := first[key]; ok {
			into.absorb(g, &c.room)
			continue
		}
		first[key] = g
		merged = append(merged, g)
	}
	c.groups = merged
}

// readSeries reads all captures of the instances, and returns how they went on; a fault of
// one, or one that cannot be read where others can, is printed and makes it failed.
func (o *options) readSeries(ctx context.Context, list []instance) (s *series, failed bool, err error) {
	s = &series{against: o.diff}
	for _, in := range list {
		t := &taken{name: in.name, asNamed: o.diff != ""}
		for _, name := range in.inputs {
			c, at, err := o.await(ctx, name)
			switch {
			case err != nil && (ctx.Err() != nil || o.diff != "" || len(list) == 1 && len(in.inputs) == 1):
				return nil, true, err
			case err != nil:
				o.say("%v", err)
				failed = true
				continue
			}
			failed = failed || len(c.faults) > 0
			t.add(c, name, at)
		}
		if t.newest != nil {
			t.order()
			s.instances = append(s.instances, t)
		}
	}
	if len(s.instances) == 0 {
		return nil, true, errors.New("none of the captures could be read")
	}
	return s, failed, nil
}

// growing is in how many instances a group grows. What is one of its kind in one has begun
// in between, and no more. Where a label splits a stack, all groups of that are the kind.
func (g *group) growing() int {
	n := 0
	for i := range g.trends {
		if t := &g.trends[i]; t.grown() > 0 && (t.newest() > 1 || g.alike > len(g.trends)) {
			n++
		}
	}
	return n
}

// grown is how many goroutines more a group has, in all instances together.
func (g *group) grown() int {
	n := 0
	for i := range g.trends {
		n += g.trends[i].grown()
	}
	return n
}

// before is how many goroutines a group had in the first captures.
func (g *group) before() int {
	n := 0
	for i := range g.trends {
		n += g.trends[i].counts[0]
	}
	return n
}

// growth is the first line of a series.
func (v *view) growth() string {
	since := fmt.Sprintf("than in the first of %s", plural(v.series.steps()+1, "capture"))
	if len(v.series.instances) > 1 {
		since = fmt.Sprintf("than in the first captures of %s", plural(len(v.series.instances), "instance"))
	}
	same := "as many as" + since[len("than"):]
	if v.series.against != "" {
		since, same = "than in "+shownName(v.series.against), "as many as in "+shownName(v.series.against)
	}
	change := same
	switch diff := v.total - v.series.before(); {
	case diff > 0:
		change = thousands(diff) + " more " + since
	case diff < 0:
		change = thousands(-diff) + " fewer " + since
	}
	s := fmt.Sprintf("%s, %s", plural(v.total, "goroutine"), change)
	grown := 0
	for _, g := range v.groups {
		if g.growing() > 0 {
			grown++
		}
	}
	if grown == 0 {
		return s + ": no group grew"
	}
	g := v.groups[0]
	if v.heap != nil { // they are in the order of what they hold
		g = slices.MaxFunc(v.groups, func(a, b *group) int {
			return cmp.Or(cmp.Compare(a.growing(), b.growing()), cmp.Compare(a.grown(), b.grown()))
		})
	}
	return fmt.Sprintf("%s: %s grew; the most: +%s%s%s", s, plural(grown, "group"), thousands(g.grown()), g.inEach(), v.brief(g))
}

// inEach says that a group grew without a break, or in many instances.
func (g *group) inEach() string {
	switch {
	case len(g.trends) == 0:
	case len(g.trends) > 1:
		return fmt.Sprintf(" in %s of %s", thousands(g.growing()), plural(len(g.trends), "instance"))
	case len(g.trends[0].counts) > 2 && g.trends[0].steps() == len(g.trends[0].counts)-1:
		return fmt.Sprintf(" (rising in each of %s)", plural(g.trends[0].steps(), "step"))
	}
	return ""
}

const shownInstances = 4

// history says how the counts of a group went.
func (v *view) history(g *group) []string {
	if v.series == nil || g.trends == nil || len(g.trends) == 1 && !v.series.goesOn() {
		return nil
	}
	if len(g.trends) == 1 && len(g.trends[0].counts) == 2 && v.series.against != "" {
		return []string{fmt.Sprintf("%s before, %s now", thousands(g.before()), thousands(g.count))}
	}
	trends := slices.Clone(g.trends)
	slices.SortStableFunc(trends, func(a, b trend) int { return cmp.Compare(b.grown(), a.grown()) })
	var lines []string
	for _, t := range trends[:min(len(trends), shownInstances)] {
		lines = append(lines, t.text())
	}
	if more := len(trends) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %s; in %s of all %s it grew", plural(more, "more instance"), thousands(g.growing()), thousands(len(trends))))
	}
	return lines
}
