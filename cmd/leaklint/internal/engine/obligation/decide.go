// Package obligation decides for each goroutine that sends on a channel whether
// everyone who could receive can leave first.
//
// An obligation climbs from where the goroutine is started, by calls, to the
// function in which the channel begins to live, or to the package's edge. From
// there the paths are walked, with the balance of what is sent and received. Where a
// path ends with more sent than received and than there is room for, each other
// goroutine that receives must have a path to its end that leaves as much.
//
// What differs from the design, and what was learned:
//   - The walk begins at the top, with every site of the channel in one balance, and not
//     at the site. So a condition that holds where the goroutine is started is known,
//     and several goroutines that share a channel need no rule of their own.
//   - Other threads are walked one by one with what is open, and do not take part in one
//     balance: that two of them together receive enough is not seen.
//   - That nobody signals, or only after the send, is one question (see signal): it
//     serves a context, a done channel and a channel that is sent on instead.
//   - Paths alone do not say whether sends add up. Each of once, told and elsewhere is a
//     fact about objects, values or counts of a program; a heap with instances would
//     take the place of the first, a relation of counts that of the others.
//   - A rule that decides nothing in small programs may be what a large one needs: that
//     a variable counts the receives was such a one.
package obligation

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A Decision is about the goroutines of one site that send on one channel.
type Decision struct {
	Site       *spawn.Site
	Channel    *channel.Channel
	Verdict    Verdict
	Refutation Refutation        // if it Ends
	Doubt      Doubt             // if it is Undecided
	Witness    []*ssa.BasicBlock // if it is a Leak: the path in the function that leaves
	At         ssa.Instruction   // where that is left
}

// A question is about one channel.
type question struct {
	*trace
	table   *feasible.Table
	room    paths.Count
	frames  paths.Frames
	sends   map[*spawn.Site]paths.Count // what its goroutine sends
	settled map[ssa.Value]signal
	roots   map[*ssa.Function]walked
}

// Decide decides about the goroutines that send on the channel.
func Decide(channels *channel.Channels, table *feasible.Table, c *channel.Channel) (decisions []Decision) {
	if !c.Has(channel.Send) {
		return nil
	}
	q := &question{trace: newTrace(channels, c), table: table, frames: paths.Frames{},
		sends: map[*spawn.Site]paths.Count{}, settled: map[ssa.Value]signal{}, roots: map[*ssa.Function]walked{}}
	slices.SortStableFunc(q.sites, func(a, b *spawn.Site) int { return int(a.Pos() - b.Pos()) })
	q.room = paths.Count{Const: int(min(c.Cap.Const, paths.Many)), Of: c.Cap.Expr}
	if !c.Cap.Known {
		q.room = paths.Count{Const: int(c.Cap.Plus), Times: 1, Of: c.Cap.Expr}
	}
	senders := map[*ssa.Function]bool{}
	for _, op := range c.Ops {
		if op.Kind == channel.Send && op.Alone {
			maps.Copy(senders, q.above(op.Fn()).fns)
		}
	}
	for _, site := range q.sites {
		if n := q.sentBy(site, senders); n != (paths.Count{}) {
			q.sends[site] = n
		}
	}
	for _, site := range q.sites {
		if _, sends := q.sends[site]; sends {
			decisions = append(decisions, q.decide(site))
		}
	}
	return append(decisions, q.own()...)
}

// exceeds reports whether so many sends are more than there is room for.
func (q *question) exceeds(open paths.Count) bool {
	return open.Less(q.room).Positive()
}

func (q *question) decide(site *spawn.Site) Decision {
	d := Decision{Site: site, Channel: q.channel}
	if d.Doubt = q.doubt(site); d.Doubt != "" {
		return d
	}
	d.Verdict = Ends
	owner := q.above(site.Enclosing)
	others, refuted := q.others(site, owner)
	if refuted != "" {
		d.Refutation = refuted
		return d
	}
	d.Refutation = Answered
	for _, root := range owner.roots {
		b, w, ends := q.endsOf(root)
		for _, end := range ends {
			if end.value.started&q.bit(site) == 0 {
				continue
			}
			if !q.leave(others, end.value) {
				d.Refutation = ByAnother
				continue
			}
			if end.merged && len(b.again(w, root, end)) == 0 {
				d.Verdict, d.Doubt = Undecided, Behind
				continue
			}
			d.Verdict, d.Doubt, d.Refutation, d.Witness, d.At = Leak, "", "", end.witness, end.at
			return d
		}
		if w.Partial {
			d.Verdict, d.Doubt = Undecided, TooLong
		}
	}
	return d
}

// A walked is a root with the ends of its paths.
type walked struct {
	balance *balance
	walker  *paths.Walker[value]
	ends    []end
}

// endsOf walks a root once for all sites.
func (q *question) endsOf(root *ssa.Function) (*balance, *paths.Walker[value], []end) {
	r, ok := q.roots[root]
	if !ok {
		r.balance = &balance{question: q}
		r.walker = &paths.Walker[value]{Domain: r.balance, Table: q.table}
		r.ends = r.balance.ends(r.walker, root, feasible.New(q.table))
		q.roots[root] = r
	}
	return r.balance, r.walker, r.ends
}

// bit returns the bit of a site in [value.started].
func (q *question) bit(site *spawn.Site) uint64 {
	return 1 << (max(slices.Index(q.sites, site), 0) % 64)
}

// doubt returns what stands against any decision.
func (q *question) doubt(site *spawn.Site) Doubt {
	c := q.channel
	handed := func(fn *ssa.Function) bool { return !q.born[fn] }
	switch {
	case c.Escapes():
		return Escapes
	case slices.ContainsFunc(c.Make.Parent().Params, func(p *ssa.Parameter) bool { return c.Flow.Values[p] }):
		return Roles
	case slices.ContainsFunc(c.Flow.Returned, handed):
		return HandedOut
	case !c.Cap.Known && c.Cap.Expr == "":
		return Sized
	}
	return ""
}

// A thread is another goroutine that receives: it is walked from the beginning of
// the functions, or, where code out of sight runs it, from a loop that only a stop
// ends.
type thread struct {
	fns  []*ssa.Function
	loop *loop.Loop
}

// others returns the goroutines that may receive, beside the owner and the site's
// own, unless one is found that always does.
func (q *question) others(site *spawn.Site, owner reach) (threads []thread, refuted Refutation) {
	seen := map[*spawn.Site]bool{}
	for _, op := range q.channel.Ops {
		if op.Kind != channel.Recv {
			continue
		}
		r := q.above(op.Fn())
		if slices.Contains(r.sites, site) {
			return nil, ByItself
		}
		if op.Starts() {
			return nil, ByAnother
		}
		own := slices.ContainsFunc(r.roots, func(fn *ssa.Function) bool { return owner.fns[fn] }) || owner.fns[op.Fn()]
		if r.outside && !own {
			l := q.outermost(op)
			if l == nil {
				return nil, ByCallers
			}
			threads = append(threads, thread{loop: l})
		}
		for _, other := range r.sites {
			if other.InLoop() {
				return nil, ByPool
			}
			if !seen[other] && !own {
				seen[other] = true
				threads = append(threads, thread{fns: functions(other)})
			}
		}
		for _, root := range r.roots {
			if q.born[root] && !owner.fns[root] {
				threads = append(threads, thread{fns: []*ssa.Function{root}})
			}
		}
	}
	return threads, ""
}

func functions(site *spawn.Site) (fns []*ssa.Function) {
	for _, t := range site.Targets {
		fns = append(fns, t.Fn)
	}
	return fns
}

// outermost returns the outermost loop around an operation, or nil.
func (q *question) outermost(op *channel.Op) (outermost *loop.Loop) {
	for _, l := range q.index.Loops.Of(op.Fn()) {
		if l.Contains(op.Instr.Block()) {
			outermost = l
		}
	}
	return outermost
}

// leave reports whether each thread may end with what is open left.
func (q *question) leave(threads []thread, v value) bool {
	v.open, v.in = v.in.Total(v.open), nil
	for _, th := range threads {
		left := false
		b := &balance{question: q, within: th.loop}
		w := &paths.Walker[value]{Domain: b, Table: q.table}
		if th.loop != nil {
			th.fns = []*ssa.Function{th.loop.Header.Parent()}
		}
		for _, fn := range th.fns {
			if q.links[fn] == nil || len(fn.Blocks) == 0 {
				continue
			}
			block, index := q.birth(fn)
			if th.loop != nil {
				block, index = th.loop.Header, 0
			}
			exits := w.Walk(block, index, v, feasible.New(q.table))
			left = left || w.Partial || slices.ContainsFunc(exits, func(e paths.Exit[value]) bool { return q.exceeds(e.Value.in.Total(e.Value.open)) })
		}
		if !left {
			return false
		}
	}
	return true
}
