package answer

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A trace is one channel with the functions that touch it, joined by calls: the
// part of the call graph in which the channel is live.
type trace struct {
	channels *channel.Channels
	channel  *channel.Channel
	index    *flow.Index
	ledger   *decision.Ledger
	memory   *feasible.Package
	table    *feasible.Table // see [trace.conditions]

	stepsOf   map[*ssa.BasicBlock][]int
	positions map[ssa.Instruction]int // see [trace.position]
	placed    map[*ssa.BasicBlock]bool
	answering map[Need][]*channel.Op
	alikes    map[Need][]*channel.Op // see [trace.alike]
	totals    map[Need]total
	late      map[Need]bool // see [question.tooLate]
	known     map[*spawn.Site]bool
	replayed  int // see maxReplayed

	holderType  *types.Named // see [trace.holder]
	holderFound bool

	origins map[*ssa.Function]bool                  // see getsResult
	links   map[*ssa.Function]*link                 // upwards
	callees map[ssa.CallInstruction][]*ssa.Function // downwards, calls and defers
	calling map[*ssa.Function]bool                  // the functions in which these calls stand
	sites   []*spawn.Site                           // that start a function of the trace
	minimum map[minimumKey]int                      // answers of a call at least (see minAnswers)
	demands map[demandKey]Demand                    // of a function, in a context
}

// A link says how the channel, or the object that holds it, comes into a
// function, and who runs the function.
type link struct {
	calls   []ssa.CallInstruction // run it in the caller's goroutine
	sites   []*spawn.Site         // start it
	top     bool                  // the channel is made here, or is the result of a call here
	outside bool                  // it may also be run by code that is not seen
}

func (f *finder) newTrace(c *channel.Channel) *trace {
	t := &trace{
		channels: f.channels,
		channel:  c,
		ledger:   f.ledger,
		memory:   f.memory,
		index:    f.channels.Index,
		links:    map[*ssa.Function]*link{},
		callees:  map[ssa.CallInstruction][]*ssa.Function{},
		calling:  map[*ssa.Function]bool{},
		minimum:  map[minimumKey]int{},
		demands:  map[demandKey]Demand{},

		stepsOf:   map[*ssa.BasicBlock][]int{},
		positions: map[ssa.Instruction]int{},
		placed:    map[*ssa.BasicBlock]bool{},
		answering: map[Need][]*channel.Op{},
		alikes:    map[Need][]*channel.Op{},
		totals:    map[Need]total{},
		late:      map[Need]bool{},
		known:     map[*spawn.Site]bool{},
	}
	t.climb(c.Make.Parent())
	for _, mute := range c.Mutes {
		t.climb(mute.Parent())
	}
	for _, op := range c.Ops {
		t.climb(op.Fn())
		if site := startOf(t.index, op); site != nil {
			t.addSite(site)
		}
	}
	return t
}

func (t *trace) addSite(site *spawn.Site) {
	if !t.known[site] {
		t.known[site] = true
		t.sites = append(t.sites, site)
	}
}

// startOf returns the site at which the operation is started, if it is done by a
// function of another package in a goroutine of its own.
func startOf(ix *flow.Index, op *channel.Op) *spawn.Site {
	if !op.Starts() {
		return nil
	}
	return ix.Spawns.At(op.Instr.(ssa.CallInstruction))
}

// climb links fn to those who run it, and these in turn.
func (t *trace) climb(fn *ssa.Function) {
	if t.links[fn] != nil {
		return
	}
	l := t.newLink(fn)
	t.links[fn] = l
	for _, call := range l.calls {
		if !slices.Contains(t.callees[call], fn) {
			t.callees[call] = append(t.callees[call], fn)
			t.calling[call.Parent()] = true
		}
		t.climb(call.Parent())
	}
	for _, site := range l.sites {
		t.addSite(site)
		t.climb(site.Enclosing)
	}
}

// newLink finds out how fn is run with the channel.
func (t *trace) newLink(fn *ssa.Function) *link {
	if t.getsResult(fn) {
		// The channel begins to live here. Who runs fn matters only if the
		// channel leaves it again as a result, and those callers are linked below.
		l := &link{top: true}
		if t.results(fn) {
			l.calls, _ = t.index.Callers(fn)
		}
		return l
	}
	runs := t.index.Runs(fn)
	if !t.getsArgument(fn) {
		none := len(runs.Calls) == 0 && len(runs.Sites) == 0
		calls := slices.Concat(runs.Calls, runs.Through)
		return &link{calls: calls, sites: runs.Sites, outside: (!runs.All || none) && !t.getsHolder(fn)}
	}
	// A caller that passes another channel does not matter.
	l := new(link)
	for _, call := range runs.Calls {
		if t.passes(call.Common().Args) {
			l.calls = append(l.calls, call)
		}
	}
	for _, site := range runs.Sites {
		for _, target := range site.Targets {
			if target.Fn == fn && (t.passes(target.Args) || !allKnown(target.Args, fn)) {
				l.sites = append(l.sites, site)
				break
			}
		}
	}
	return l
}

// getsResult reports whether the channel begins to live in fn as the result of
// a call: of the function that makes it, or of one that got it so itself. A
// function that returns the channel out of a field or a parameter does not
// count: the channel lived before.
func (t *trace) getsResult(fn *ssa.Function) bool {
	if t.origins == nil {
		t.origins = map[*ssa.Function]bool{}
		t.findOrigins(t.channel.Make.Parent())
	}
	return t.origins[fn]
}

// findOrigins marks the callers of fn, which the channel reaches as a result,
// and theirs in turn.
func (t *trace) findOrigins(fn *ssa.Function) {
	if t.origins[fn] {
		return
	}
	t.origins[fn] = true
	if !t.results(fn) {
		return
	}
	calls, _ := t.index.Callers(fn)
	for _, call := range calls {
		t.findOrigins(call.Parent())
	}
}

// getsArgument reports whether a parameter of fn is the channel.
func (t *trace) getsArgument(fn *ssa.Function) bool {
	for _, p := range fn.Params {
		if t.channel.Flow.Values[p] {
			return true
		}
	}
	return false
}

func (t *trace) passes(args []ssa.Value) bool {
	for _, arg := range args {
		if t.channel.Flow.Values[arg] {
			return true
		}
	}
	return false
}

func allKnown(args []ssa.Value, fn *ssa.Function) bool {
	return len(args) == len(fn.Params) && !slices.Contains(args, nil)
}

// loopsOf returns the loops of fn.
func (t *trace) loopsOf(fn *ssa.Function) []*loop.Loop {
	return t.index.Loops.Of(fn)
}

// reach is what is found when one climbs from a function to those who run it.
type reach struct {
	own     bool // one of the owner's functions
	self    bool // the goroutine itself
	sites   []*spawn.Site
	tops    []*ssa.Function // other functions in which the channel begins to live
	outside bool
}

// from climbs from fn until it meets the owner's functions, a start site or a
// function in which the channel begins to live.
func (t *trace) from(fn *ssa.Function, owner map[*ssa.Function]bool, self *spawn.Site) reach {
	var r reach
	seen := map[*ssa.Function]bool{}
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		if seen[fn] {
			return
		}
		seen[fn] = true
		if owner[fn] {
			r.own = true
			return
		}
		l := t.links[fn]
		if l.top && !slices.Contains(r.tops, fn) {
			r.tops = append(r.tops, fn)
		}
		r.outside = r.outside || l.outside
		for _, call := range l.calls {
			visit(call.Parent())
		}
		for _, site := range l.sites {
			if site == self {
				r.self = true
			} else if !slices.Contains(r.sites, site) {
				r.sites = append(r.sites, site)
			}
		}
	}
	visit(fn)
	return r
}
