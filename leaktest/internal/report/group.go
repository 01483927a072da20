package report

import (
	"cmp"
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/wayout"
)

// A Leak is one goroutine that was left behind, with what is known of it.
type Leak struct {
	goroutine.Goroutine
	Hash  uint64 // of its stack
	Owner string // the test that started it, "" where nobody knows
	Facts
}

// A Group is what a report says once: leaks with equal stacks, of one owner and
// with one verdict.
type Group struct {
	Leak
	Count int
	Holds string // what they hold in memory, "" where nobody asked
	start *start
}

// A start is where the program started a goroutine whose go statement is not its
// own.
type start struct {
	function, file string
	line           int
	known          bool
}

func (g *Group) startedBy() (function, file string, line int, ok bool) {
	if g.start == nil {
		g.start = &start{}
		g.start.function, g.start.file, g.start.line, g.start.known = wayout.StartOf(&g.Goroutine)
	}
	return g.start.function, g.start.file, g.start.line, g.start.known
}

type groupKey struct {
	hash   uint64
	owner  string
	state  string
	proven bool
	hint   string // it tells those that the garbage collector ended
}

// Groups merges leaks, the largest group first and equal ones in the order
// in which their goroutines were started.
func Groups(leaks []Leak) []*Group {
	byKey := make(map[groupKey]*Group)
	var groups []*Group
	for i := range leaks {
		l := &leaks[i]
		key := groupKey{l.Hash, l.Owner, l.State, l.Leaked, l.Hint}
		g := byKey[key]
		if g == nil {
			g = &Group{Leak: *l}
			byKey[key] = g
			groups = append(groups, g)
		}
		g.Count++
		g.Wait = max(g.Wait, l.Wait)
	}
	sortGroups(groups)
	return groups
}

// sortGroups orders groups by owner, then by size, then by age.
func sortGroups(groups []*Group) {
	slices.SortStableFunc(groups, func(a, b *Group) int {
		return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(b.Count, a.Count), cmp.Compare(a.ID, b.ID))
	})
}
