package report

import (
	"slices"

	"github.com/leaktight/leaktight/leaktest/internal/source"
	"github.com/leaktight/leaktight/leaktest/internal/wayout"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A cause is a group that nothing else in the report explains, with the groups
// that follow from it.
type cause struct {
	*Group
	follow []*Group
}

// maxCompared bounds the groups whose source is compared with each other's.
const maxCompared = 24

// causes orders the groups of one owner: each cause before what follows from it,
// and those that one call began behind each other.
func causes(groups []*Group) []*cause {
	heads := headsOf(groups)
	byHead := make(map[*Group]*cause)
	var all []*cause
	for _, g := range groups {
		if heads[g] == nil {
			c := &cause{Group: g}
			byHead[g] = c
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *cause) int {
		if a.order() == 0 || b.order() == 0 {
			return 0
		}
		return a.order() - b.order()
	})
	for _, g := range groups {
		if heads[g] != nil {
			c := byHead[heads[g]]
			c.follow = append(c.follow, g)
		}
	}
	return all
}

// headsOf returns, for each group that follows from another one, the cause at the
// end of that chain. Those of a circle are causes themselves.
func headsOf(groups []*Group) map[*Group]*Group {
	direct := make(map[*Group]*Group)
	resources(groups, direct)
	stuck(groups, direct)
	together(groups, direct)
	heads := make(map[*Group]*Group)
	for _, g := range groups {
		head, steps := direct[g], 0
		for head != nil && direct[head] != nil && steps < len(groups) {
			head = direct[head]
			steps++
		}
		if head != nil && direct[head] == nil && head != g {
			heads[g] = head
		}
	}
	return heads
}

// stuck finds the groups that only wait for what another one would do if it were
// not stuck: a WaitGroup's Wait, a range whose senders are, a relay.
func stuck(groups []*Group, direct map[*Group]*Group) {
	groups = groups[:min(len(groups), maxCompared)]
	parts := make([]*wayout.Part, len(groups))
	for i, g := range groups {
		parts[i] = wayout.PartOf(&g.Goroutine, source.Blocking(g.Stack))
	}
	for i, g := range groups {
		for j, other := range groups {
			if i != j && direct[g] == nil && parts[i].Follows(parts[j]) {
				direct[g] = other
			}
		}
	}
}

// resources finds the groups that serve something of the standard library which
// another group shows to be left open: the loops of a connection whose body was
// not closed.
func resources(groups []*Group, direct map[*Group]*Group) {
	first := make(map[string]*Group)
	for _, g := range groups {
		if r, ok := g.resource(); ok && r.Family != "" && (first[r.Family] == nil || r.Order < first[r.Family].order()) {
			first[r.Family] = g
		}
	}
	for _, g := range groups {
		if r, ok := g.resource(); ok && r.Order > leakkind.OwnCause && first[r.Family] != g {
			direct[g] = first[r.Family]
		}
	}
}

// resource returns the thing of the standard library that a group belongs to. A
// handler that waits for the context of its request belongs to the connection.
func (g *Group) resource() (leakkind.Resource, bool) {
	if r, ok := resourceOf(&g.Goroutine); ok {
		return r, true
	}
	if g.Kind == leakkind.Context {
		return leakkind.HandlerOf(g.creator().Function)
	}
	return leakkind.Resource{}, false
}

// order is the rank of a group among those of its family: the cause has the least.
func (g *Group) order() int {
	r, _ := g.resource()
	return r.Order
}

// together finds the groups that one call ends.
func together(groups []*Group, direct map[*Group]*Group) {
	for i, g := range groups {
		if g.Closer == "" || direct[g] != nil {
			continue
		}
		j := slices.IndexFunc(groups[:i], func(o *Group) bool { return o.Closer == g.Closer && direct[o] == nil })
		if j >= 0 {
			direct[g] = groups[j]
		}
	}
}
