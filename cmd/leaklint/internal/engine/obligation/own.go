package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// own decides about goroutines that send on a channel that began to live in them: at
// a send without room, somebody must have been started that receives and stays.
func (q *question) own() (decisions []Decision) {
	for _, fn := range q.births {
		for _, site := range q.startsOf(fn) {
			if q.doubt(site) != "" || len(q.channel.Flow.Returned) > 0 {
				continue
			}
			store := feasible.New(q.table)
			for _, t := range site.Targets {
				if t.Fn == fn && len(site.Targets) == 1 {
					store = store.Call(fn, t.Args)
				}
			}
			b := &balance{question: q, owning: true}
			for _, end := range b.ends(&paths.Walker[value]{Domain: b, Table: q.table}, fn, store) {
				if end.value.sent > 0 && q.abandoned(fn, end) {
					decisions = append(decisions, Decision{Site: site, Channel: q.channel, Verdict: Leak, Witness: end.witness, At: end.at})
					break
				}
			}
		}
	}
	return decisions
}

// nobodyAnswers reports whether a select can only wait for what nobody does.
func (q *question) nobodyAnswers(sel *ssa.Select) bool {
	ops := q.channel.At(sel)
	if len(ops) == 0 || ops[0].State != 0 || ops[0].Kind != channel.Send {
		return false // told of by what its first case waits for
	}
	return sel.Blocking && !slices.ContainsFunc(sel.States, func(state *ssa.SelectState) bool {
		channels := q.channels.Of(state.Chan)
		return len(channels) == 0 || slices.ContainsFunc(channels, func(c *channel.Channel) bool {
			return c.Escapes() || len(c.Flow.Returned) > 0 || slices.ContainsFunc(c.Ops, func(op *channel.Op) bool { return op.Instr != sel })
		})
	})
}

// abandoned reports whether all who were started before the end, and receive, may
// leave, and nobody else receives.
func (q *question) abandoned(fn *ssa.Function, e end) bool {
	var threads []thread
	for _, op := range q.channel.Ops {
		if op.Kind != channel.Recv {
			continue
		}
		r := q.above(op.Fn())
		if op.Starts() || r.outside || slices.ContainsFunc(r.roots, func(root *ssa.Function) bool { return q.born[root] && root != fn }) {
			return false
		}
		for _, site := range r.sites {
			if e.value.started&q.bit(site) != 0 {
				if site.InLoop() {
					return false
				}
				threads = append(threads, thread{fns: functions(site)})
			}
		}
	}
	e.value.open = paths.Count{Const: e.value.sent}
	return q.leave(threads, e.value)
}

// startsOf returns the nearest sites whose goroutines run fn.
func (q *question) startsOf(fn *ssa.Function) []*spawn.Site {
	level := []*ssa.Function{fn}
	for range 3 {
		var sites []*spawn.Site
		var above []*ssa.Function
		for _, fn := range level {
			runs := q.index.Runs(fn)
			sites = append(sites, runs.Sites...)
			for _, call := range slices.Concat(runs.Calls, runs.Through) {
				above = append(above, call.Parent())
			}
		}
		if len(sites) > 0 {
			return sites
		}
		level = above
	}
	return nil
}
