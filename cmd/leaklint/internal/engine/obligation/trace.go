package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A trace is one channel with the functions that may touch it, joined by calls.
type trace struct {
	channels *channel.Channels
	index    *flow.Index
	channel  *channel.Channel
	links    map[*ssa.Function]*link
	inside   map[ssa.CallInstruction][]*ssa.Function // what touches the channel behind a call
	sites    []*spawn.Site                           // that start such a function
	births   []*ssa.Function
	born     map[*ssa.Function]bool // where the channel comes from a call, or is made
}

// A link is how a function is run with the channel.
type link struct {
	calls   []ssa.CallInstruction
	sites   []*spawn.Site
	outside bool // also by code that is not seen
}

func newTrace(channels *channel.Channels, c *channel.Channel) *trace {
	t := &trace{channels: channels, index: channels.Index, channel: c, links: map[*ssa.Function]*link{},
		inside: map[ssa.CallInstruction][]*ssa.Function{}, born: map[*ssa.Function]bool{}}
	t.findBorn(c.Make.Parent())
	t.climb(c.Make.Parent())
	for _, op := range c.Ops {
		t.climb(op.Fn())
		if site := t.index.Spawns.At(callOf(op)); op.Starts() && site != nil {
			t.sites = append(t.sites, site)
		}
	}
	return t
}

func callOf(op *channel.Op) ssa.CallInstruction {
	call, _ := op.Instr.(ssa.CallInstruction)
	return call
}

// findBorn marks the functions that make the channel or get it as a result.
func (t *trace) findBorn(fn *ssa.Function) {
	if t.born[fn] {
		return
	}
	t.born[fn] = true
	t.births = append(t.births, fn)
	if t.channel.Flow.Results[fn] {
		calls, _ := t.index.Callers(fn)
		for _, call := range calls {
			t.findBorn(call.Parent())
		}
	}
}

// climb links fn to those who run it, and these in turn.
func (t *trace) climb(fn *ssa.Function) {
	if t.links[fn] != nil {
		return
	}
	l := t.linkOf(fn)
	t.links[fn] = l
	for _, call := range l.calls {
		if !slices.Contains(t.inside[call], fn) {
			t.inside[call] = append(t.inside[call], fn)
		}
		t.climb(call.Parent())
	}
	for _, site := range l.sites {
		if !slices.Contains(t.sites, site) {
			t.sites = append(t.sites, site)
		}
		t.climb(site.Enclosing)
	}
}

// linkOf finds out how fn is run with the channel. Where that begins to live in fn,
// its callers only matter if they get it as a result.
func (t *trace) linkOf(fn *ssa.Function) *link {
	l := &link{}
	if t.born[fn] {
		if t.channel.Flow.Results[fn] {
			l.calls, _ = t.index.Callers(fn)
		}
		return l
	}
	runs := t.index.Runs(fn)
	given := slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return t.channel.Flow.Values[p] })
	if !given {
		unused := len(runs.Calls)+len(runs.Sites) == 0
		return &link{calls: slices.Concat(runs.Calls, runs.Through), sites: runs.Sites, outside: !runs.All || unused}
	}
	passes := func(v ssa.Value) bool { return v != nil && t.channel.Flow.Values[v] }
	for _, call := range runs.Calls {
		if slices.ContainsFunc(call.Common().Args, passes) {
			l.calls = append(l.calls, call)
		}
	}
	for _, site := range runs.Sites {
		for _, target := range site.Targets {
			if target.Fn == fn && (slices.ContainsFunc(target.Args, passes) || slices.Contains(target.Args, nil)) {
				l.sites = append(l.sites, site)
				break
			}
		}
	}
	return l
}

// A reach is what is met on the way from a function up to those who run it.
type reach struct {
	fns     map[*ssa.Function]bool
	roots   []*ssa.Function // those that nothing is seen to call
	sites   []*spawn.Site
	outside bool
}

// above climbs from fn, by calls only.
func (t *trace) above(fn *ssa.Function) reach {
	r := reach{fns: map[*ssa.Function]bool{}}
	for work := []*ssa.Function{fn}; len(work) > 0; work = work[1:] {
		fn := work[0]
		l := t.links[fn]
		if r.fns[fn] || l == nil {
			continue
		}
		r.fns[fn] = true
		if len(l.calls) == 0 || t.born[fn] && !t.channel.Flow.Results[fn] {
			r.roots = append(r.roots, fn)
		}
		for _, call := range l.calls {
			work = append(work, call.Parent())
		}
		r.outside = r.outside || l.outside
		for _, site := range l.sites {
			if !slices.Contains(r.sites, site) {
				r.sites = append(r.sites, site)
			}
		}
	}
	return r
}
