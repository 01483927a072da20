package leaktest

import (
	"cmp"
	"slices"
)

// A group is what a report says once: leaks with equal stacks, of one owner and
// with one verdict.
type group struct {
	Leak
	count int
	ids   []uint64
}

type groupKey struct {
	hash          uint64
	owner         string
	kind, verdict string
	hint          string
}

// groupsOf merges remnants, the largest group first and equal ones in the order
// in which their goroutines were started.
func groupsOf(remnants []remnant) []*group {
	byKey := make(map[groupKey]*group)
	var groups []*group
	for i := range remnants {
		r := &remnants[i]
		key := groupKey{hash: r.hash, owner: r.ownerID, verdict: verdictOf(r), kind: r.State}
		if r.vanished {
			key.hint = finalizedBy
		}
		g := byKey[key]
		if g == nil {
			g = &group{Leak: r.leak()}
			byKey[key] = g
			groups = append(groups, g)
		}
		g.count++
		g.Wait = max(g.Wait, r.Wait)
		g.ids = append(g.ids, r.ID)
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(b.count, a.count), cmp.Compare(a.ID, b.ID))
	})
	return groups
}

func verdictOf(r *remnant) string {
	if r.Leaked {
		return Proven
	}
	return StillRunning
}

// leaksOf returns one Leak for each remnant, sharing the work for equal stacks.
func leaksOf(remnants []remnant) []Leak {
	leaks := make([]Leak, len(remnants))
	for i := range remnants {
		leaks[i] = remnants[i].leak()
	}
	return leaks
}
