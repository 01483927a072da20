package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// groupLeaks returns the leaks of several goroutines that send on one channel and
// that are all started on one path: each may find a receiver, but not all of
// them. Found are the leaks that are known already.
func (t *trace) groupLeaks(found []*Leak) (leaks []*Leak) {
	group := t.group()
	if len(group) < 2 || len(found) > 0 {
		return nil
	}
	var sum Demand
	for _, site := range group {
		sum = sum.plus(t.demandOf(NeedRecv, site))
	}
	last := t.check(NeedRecv, group[len(group)-1], sum)
	if last == nil {
		return nil
	}
	for _, site := range group {
		leak := *last
		leak.Site, leak.Demand.Op = site, t.demandOf(NeedRecv, site).Op
		leak.Op = leak.Demand.Op
		if site != last.Site {
			leak.obligation = nil // each has its own
		}
		leaks = append(leaks, &leak)
	}
	return leaks
}

// group returns the sites that send on the channel, if each of them is reached
// on every path to the next and nothing is received between them; else nil.
func (t *trace) group() (group []*spawn.Site) {
	for _, site := range t.sites {
		if t.demandOf(NeedRecv, site).Count == 0 {
			continue
		}
		if site.InLoop() {
			return nil
		}
		group = append(group, site)
	}
	slices.SortFunc(group, func(a, b *spawn.Site) int { return int(a.Pos() - b.Pos()) })
	for i := 1; i < len(group); i++ {
		a, b := group[i-1].Instr, group[i].Instr
		if a.Parent() != b.Parent() || !t.leads(a, b) || t.answeredBetween(a, b) {
			return nil
		}
	}
	return group
}

// leads reports whether a is executed before every execution of b, which is not the
// same.
func (t *trace) leads(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return t.position(a) < t.position(b)
	}
	return a.Block().Dominates(b.Block())
}

// answeredBetween reports whether something on a path from a to b may receive.
func (t *trace) answeredBetween(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() && len(t.loopsOf(a.Parent())) == 0 {
		steps := t.steps(a.Block())
		first, _ := slices.BinarySearch(steps, t.position(a)+1)
		return first < len(steps) && steps[first] < t.position(b)
	}
	for _, op := range t.answers(NeedRecv) {
		if op.Fn() == a.Parent() && t.follows(a, op.Instr) && t.follows(op.Instr, b) {
			return true
		}
	}
	for call := range t.callees {
		if call.Parent() == a.Parent() && t.follows(a, call) && t.follows(call, b) {
			return true
		}
	}
	return false
}

// follows reports whether b may be executed after a.
func follows(a, b ssa.Instruction) bool {
	return a.Block() == b.Block() && before(a, b) || graph.Reaches(a.Block(), b.Block())
}
