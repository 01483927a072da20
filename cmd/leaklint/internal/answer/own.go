package answer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// maxClimb bounds how many calls stand between a started function and the one in
// which a channel begins to live: a finding further away explains nothing.
const maxClimb = 3

// maxChains bounds how many ways from a function to an operation are looked at.
const maxChains = 8

// maxSteps bounds how many calls are looked at on the search for them.
const maxSteps = 2_000

// An own is the question whether a goroutine blocks in an operation on a channel
// that began to live in that goroutine.
type own struct {
	*question
	op *channel.Op

	// chain leads from the operation to the function in which the channel
	// begins to live: the operation, the call of its function, and so on.
	chain  []ssa.Instruction
	active []thread // other goroutines that may answer in time
}

// ownLeaks returns the operations on the channel in which the goroutine blocks
// that has made it.
func (t *trace) ownLeaks() []*Leak {
	var leaks []*Leak
	for _, op := range t.channel.Ops {
		for _, need := range Needs {
			if op.Starts() || !obliges(op, need) || len(t.channel.Flow.Returned) > 0 && t.callersCanAnswer(need) {
				continue
			}
			for _, chain := range t.chains(op) {
				leaks = append(leaks, t.ownLeaksOf(need, op, chain)...)
			}
		}
	}
	return leaks
}

// chains returns the ways from the operation up to the functions in which the
// channel begins to live. A way back into a function that is on it already is
// left out, and so is what lies beyond maxSteps calls.
func (t *trace) chains(op *channel.Op) (chains [][]ssa.Instruction) {
	steps := 0
	var climb func(chain []ssa.Instruction)
	climb = func(chain []ssa.Instruction) {
		last := chain[len(chain)-1]
		l := t.links[last.Parent()]
		if _, deferred := last.(*ssa.Defer); deferred || l == nil || len(chain) > maxDepth || len(chains) >= maxChains {
			return
		}
		if l.top {
			chains = append(chains, slices.Clone(chain))
			return
		}
		for _, call := range l.calls {
			if steps++; steps > maxSteps {
				return
			}
			if !slices.ContainsFunc(chain, func(on ssa.Instruction) bool { return on.Parent() == call.Parent() }) {
				climb(append(chain, call))
			}
		}
	}
	climb([]ssa.Instruction{op.Instr})
	return chains
}

// ownLeaksOf returns the leaks at the sites that start what runs the chain.
func (t *trace) ownLeaksOf(need Need, op *channel.Op, chain []ssa.Instruction) (leaks []*Leak) {
	top := chain[len(chain)-1].Parent()
	sites := startsOf(t.index, top)
	if len(sites) == 0 {
		return nil
	}
	q := &own{op: op, chain: chain, question: &question{
		trace: t, need: need, site: sites[0], answers: t.answers(need), top: top, owner: map[*ssa.Function]bool{},
		told: map[*channel.Channel]bool{}, joins: map[joinKey][]ssa.Instruction{},
	}}
	for _, instr := range chain {
		q.owner[instr.Parent()] = true
	}
	o := t.ledger.Open(decision.Obligation{Check: checks[need], Site: sites[0].Pos(), At: op.Pos, Object: t.channel})
	if o.Settled(unknownCapacity, need == NeedRecv && !t.channel.Cap.Known) || o.Settled(ownRoom, !q.exceeds()) || o.Settled(ownAnswered, q.answered()) || o.Settled(answersTaken, q.exchanged()) {
		return nil
	}
	exit, ok := q.exit()
	if o.Settled(othersAnswer, !ok) {
		return nil
	}
	for _, site := range sites {
		leaks = append(leaks, &Leak{
			Need: need, Site: site, Channel: t.channel, Op: op, Demand: q.demand, Exit: exit, Own: true, Shared: t.sharesField(), Doubt: q.doubt(), obligation: o,
		})
	}
	return leaks
}

// startsOf returns the nearest sites that start fn, or what calls it.
func startsOf(ix *flow.Index, fn *ssa.Function) []*spawn.Site {
	level := []*ssa.Function{fn}
	seen := map[*ssa.Function]bool{}
	for range maxClimb {
		var sites []*spawn.Site
		var above []*ssa.Function
		for _, fn := range level {
			if seen[fn] {
				continue
			}
			seen[fn] = true
			runs := ix.Runs(fn)
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

// exceeds sets the demand, and reports whether it is more than the room of the
// channel: only sends profit from a buffer, and only those count that are made
// before the operation on every path to it.
func (q *own) exceeds() bool {
	q.demand = Demand{Count: 1, Op: q.op}
	if dataCounts.Holds(q.dataCounted(q.op, q.need)) {
		q.demand.Doubt = dataCounts
	}
	if q.need != NeedRecv {
		return true
	}
	q.room = int(min(q.channel.Cap.Const, Many-1))
	q.demand.Count = min(q.sendsUpTo(), Many)
	return q.demand.Count > q.room
}

// answered reports whether an answer may be there in time that cannot be tied to
// a path, and collects the goroutines whose answer can.
func (q *own) answered() bool {
	for _, op := range q.answers {
		r := q.from(op.Fn(), q.owner, nil)
		if op.Starts() || r.outside || len(r.tops) > 0 || r.own && q.mayPrecede(op.Instr) {
			return true
		}
		for _, site := range r.sites {
			if !q.mayPrecede(site.Instr) {
				continue
			}
			if site.InLoop() {
				return true
			}
			q.active = append(q.active, thread{site: site})
		}
	}
	return false
}

// exit returns how those who could answer leave, and whether all of them may.
func (q *own) exit() (Exit, bool) {
	if len(q.answers) == 0 {
		return Exit{Kind: Nobody, Fn: q.op.Fn(), Pos: q.op.Pos}, true
	}
	if len(q.active) == 0 {
		return Exit{Kind: Later, Fn: q.op.Fn(), Pos: q.answers[0].Pos}, true
	}
	var exit Exit
	for _, th := range q.active {
		e, leaves := q.threadLeaves(th)
		if !leaves {
			return Exit{}, false
		}
		exit = e
	}
	return exit, true
}
