package leaktest

import (
	"cmp"
	"slices"
)

// A group is what a report says once: leaks with equal stacks, of one owner and
// with one verdict.
type group struct {
	Leak
	count  int
	elided int // frames that the runtime left out of the stack
}

type groupKey struct {
	hash     uint64
	owner    string
	state    string
	proven   bool
	vanished bool
}

// groupsOf merges remnants, the largest group first and equal ones in the order
// in which their goroutines were started.
func groupsOf(remnants []remnant) []*group {
	byKey := make(map[groupKey]*group)
	var groups []*group
	for i := range remnants {
		r := &remnants[i]
		key := groupKey{r.hash, ownerName(r.ownerID), r.State, r.Leaked, r.vanished}
		g := byKey[key]
		if g == nil {
			g = &group{Leak: r.leak(), elided: r.Elided}
			byKey[key] = g
			groups = append(groups, g)
		}
		g.count++
		g.Wait = max(g.Wait, r.Wait)
	}
	sortGroups(groups)
	return groups
}

// sortGroups orders groups by owner, then by size, then by age.
func sortGroups(groups []*group) {
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(b.count, a.count), cmp.Compare(a.ID, b.ID))
	})
}

// leaksOf returns one Leak for each remnant, sharing the work for equal stacks.
func leaksOf(remnants []remnant) []Leak {
	leaks := make([]Leak, len(remnants))
	for i := range remnants {
		leaks[i] = remnants[i].leak()
	}
	return leaks
}
