package triage

import (
	"cmp"
	"slices"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A group is all goroutines of a capture that have one stack.
type group struct {
	count, proven     int
	state             string // what most of them wait for, "" where the capture does not tell
	states            map[string]int
	shortest, longest time.Duration // they have waited, whole minutes
	stack             []goroutine.Frame
	createdBy         *goroutine.Frame // nil where the capture does not tell
	parent            uint64           // the goroutine that started them, 0 for several or where the capture does not tell
	elided            int
	labels            map[label]int
	further           bool // all goroutines whose stacks there was no room for

	kind         string   // a name of leakkind, "" where the state fits none
	at           int      // index of the frame that it is known by, -1 for none
	standard     bool     // it blocks in the standard library, which started it and ends it too
	onlyStandard bool     // no function of the program is in its stack, and none started it
	purpose      string   // what it waits for by right, "" where nothing tells
	holds        *holding // nil where no heap dump tells
	split        string   // the value of the label of -by
	alike        int      // goroutines of all groups that -by has made of the same stack, 0 without -by
	findings     []match
	analyzed     bool     // the analyzers have looked at what started it
	trends       []trend  // in each instance; nil for one capture
	company      []*group // others that the same calls started
}

// A label is one runtime/pprof label.
type label struct{ key, value string }

// shownLabels is how many different labels a group keeps.
const shownLabels = 32

func (g *group) addLabels(labels map[string]string, count int, left *room) {
	for key, value := range labels {
		l := label{key, value}
		if _, known := g.labels[l]; !known && (g.further || len(g.labels) >= shownLabels || !left.take(labelSize(l))) {
			continue
		}
		if g.labels == nil {
			g.labels = make(map[label]int)
		}
		g.labels[l] += count
	}
}

func labelSize(l label) int64 { return int64(64 + len(l.key) + len(l.value)) }

func frameSize(f *goroutine.Frame) int64 { return int64(100 + len(f.Function) + len(f.File)) }

// complete derives what the goroutines of a group have in common.
func (g *group) complete(c *classifier) {
	most := 0
	for state, n := range g.states {
		if n > most || n == most && state < g.state {
			g.state, most = state, n
		}
	}
	g.at = c.blockingFrame(g.stack)
	g.standard = (g.at < 0 || c.isStandard(g.stack[g.at])) && (g.createdBy == nil || c.isStandard(*g.createdBy))
	g.onlyStandard = (g.createdBy == nil || c.isStandard(*g.createdBy)) && !slices.ContainsFunc(g.stack, func(f goroutine.Frame) bool { return !c.isStandard(f) })
	if r, ok := leakkind.ResourceOf(g.state, g.creator(), goroutine.StandardCalls(g.stack, c.standard)); ok {
		g.kind = r.Kind
		// A server has connections; all else of the standard library ends when
		// its user ends it, and so does a connection whose answer is not read.
		unread := g.state == "select" && g.calls("net/http.(*persistConn).readLoop")
		g.standard = g.standard && (r.Kind == leakkind.HTTP || r.Kind == leakkind.IO) && !unread
		return
	}
	names := make([]string, len(g.stack))
	for i := range g.stack {
		names[i] = g.stack[i].Function
	}
	g.kind = leakkind.OfState(g.state, names)
}

func (g *group) creator() string {
	if g.createdBy == nil {
		return ""
	}
	return g.createdBy.Function
}

// blocking returns the frame that a group is known by, nil for none.
func (g *group) blocking() *goroutine.Frame {
	if g.at < 0 {
		return nil
	}
	return &g.stack[g.at]
}

// rank sorts groups by what is most likely a leak: proven ones, then many, then
// old ones, and last the one that has no stack of its own. What is left to decide is
// decided by the stack, so that equal captures give equal tables.
func rank(groups []*group) {
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(
			compareBool(a.further, b.further),
			cmp.Compare(b.proven, a.proven),
			cmp.Compare(b.count, a.count),
			cmp.Compare(b.longest, a.longest),
			cmp.Compare(a.key(true), b.key(true)))
	})
}

// compareBool sorts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// countAlike tells the groups into which -by has split one stack how many goroutines
// that has.
func countAlike(groups []*group) {
	alike := make(map[string]int)
	for _, g := range groups {
		alike[g.unsplit()] += g.count
	}
	for _, g := range groups {
		if g.split != "" {
			g.alike = alike[g.unsplit()]
		}
	}
}

// unsplit is the key of a group without the value of -by.
func (g *group) unsplit() string {
	whole := *g
	whole.split = ""
	return whole.key(true)
}

// key names the stack of a group: equal keys are equal stacks, also between two
// processes built from the same source. Without the creator it is the same in
// all forms of a capture but debug=1, which leaves out more.
func (g *group) key(withCreator bool) string {
	if g.further {
		return "further stacks"
	}
	var b []byte
	for _, f := range g.stack {
		b = appendFrame(b, f)
	}
	if withCreator && g.createdBy != nil {
		b = append(b, "created by "...)
		b = appendFrame(b, *g.createdBy)
	}
	if g.split != "" {
		b = append(b, "with "...)
		b = append(b, g.split...)
	}
	return string(b)
}
