package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
)

// waitsForItself returns the leak of a goroutine that waits, in what it calls, for what
// it does itself when it is about to return: `defer close(done)` in a loop that calls the
// Close which receives from done. It is nil if anything else answers.
func (q *question) waitsForItself() *Leak {
	op := q.demand.Op
	if q.need == NeedRecv || q.repeated || len(q.site.Targets) != 1 || len(q.answers) == 0 || q.channel.Escapes() {
		return nil
	}
	fn := q.site.Targets[0].Fn
	seen := q.seenIn(fn, op, 0)
	for _, answer := range q.answers {
		_, deferred := answer.Instr.(*ssa.Defer)
		to := pathOf(answer.Value)
		if !deferred || answer.Fn() != fn || !slices.ContainsFunc(seen, to.equals) {
			return nil
		}
	}
	return &Leak{
		Need: q.need, Site: q.site, Channel: q.channel, Op: op, Demand: q.demand, Own: true,
		Exit: Exit{Kind: Later, Fn: fn, Pos: q.answers[0].Pos}, Doubt: q.demand.Doubt, obligation: q.obligation,
	}
}

// seenIn returns the paths by which fn, or what calls the function of the operation for
// it, knows its channel.
func (q *question) seenIn(fn *ssa.Function, op *channel.Op, depth int) (paths []path) {
	if op.Fn() == fn {
		return []path{pathOf(op.Value)}
	}
	if depth == maxClimb {
		return nil
	}
	for call, callees := range q.callees {
		if _, ok := call.(*ssa.Call); !ok || call.Parent() != fn || call.Common().IsInvoke() {
			continue
		}
		for _, callee := range callees {
			for _, p := range q.seenIn(callee, op, depth+1) {
				if at, ok := p.seenFrom(callee, call.Common().Args); ok {
					paths = append(paths, at)
				}
			}
		}
	}
	return paths
}
