package answer

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// A question is whether the obligations of the goroutines of one site may stay
// unanswered.
type question struct {
	*trace
	need    Need
	site    *spawn.Site
	demand  Demand
	answers []*channel.Op

	obligation *decision.Obligation

	room int // how many operations do not block because of the buffer

	owner    map[*ssa.Function]bool // run in the goroutine that starts the site
	repeated bool                   // the site starts many goroutines for one channel
	threads  []thread               // other goroutines that answer
	flags    map[*types.Var]bool    // fields that are asked before the site, see [flagsAt]
	steps    int

	told  map[*channel.Channel]bool     // see [search.toldAfter]
	joins map[joinKey][]ssa.Instruction // see [search.joinsIn]

	ownAnswers bool // the goroutine that starts the site answers too

	top *ssa.Function // of an own question: the function in which the channel begins to live
}

// A thread is another goroutine that answers: one that is started at a site, the
// one in which the channel is made, or one that code out of sight runs.
type thread struct {
	site *spawn.Site // nil for the one that makes the channel
	fns  []*ssa.Function
	loop *loop.Loop // of one out of sight: see [question.receiverLoop]
}

// newQuestion returns the question of a site whose goroutines have obligations of
// the kind.
func (t *trace) newQuestion(need Need, site *spawn.Site, demand Demand) *question {
	q := &question{
		trace: t, need: need, site: site, demand: demand,
		told: map[*channel.Channel]bool{}, joins: map[joinKey][]ssa.Instruction{},
	}
	q.answers = t.answers(need)
	q.owner = t.ownerOf(site.Enclosing)
	q.repeated = q.startsMany()
	q.flags = flagsAt(site.Instr.Block())
	return q
}

// ownerOf returns the functions that run, or may run, fn in its goroutine.
func (t *trace) ownerOf(fn *ssa.Function) map[*ssa.Function]bool {
	owner := map[*ssa.Function]bool{}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		if owner[fn] || t.links[fn] == nil {
			continue
		}
		owner[fn] = true
		for _, call := range t.links[fn].calls {
			work = append(work, call.Parent())
		}
	}
	return owner
}

// findRoom sets room, and returns why no leak is possible, or nil. Only sends
// profit from a buffer. Where the size of the buffer is an expression, it is
// taken to be right.
func (q *question) findRoom() *decision.Reason {
	if q.need != NeedRecv {
		return nil
	}
	size := q.channel.Cap
	if !size.Known {
		size = q.keptRoom()
	}
	if unknownCapacity.Holds(!size.Known) {
		return unknownCapacity
	}
	q.room = int(min(size.Const, Many-1))
	total := q.demand.Count
	if q.sentOnce() {
		total = 1
	} else if q.repeated && !q.lookedUp(q.demand.Op.Value) && !q.gated() {
		if bound := q.startBound(); bound.Known {
			total = int(min(int64(total)*bound.Const, Many))
		} else if total = Many; trustedRoom.Holds(q.room > 1) {
			return trustedRoom
		}
	}
	if room.Holds(total <= q.room) {
		return room
	}
	return nil
}

// A total is how many operations the goroutines of all sites make, and how many of the
// sites are in loops.
type total struct {
	sum   Demand
	loops int
}

// total returns how many operations all goroutines on the channel make at most,
// with those of the owner, where that is a constant.
func (q *question) total() loop.Count {
	all, known := q.totals[q.need]
	if !known {
		for _, site := range q.sites {
			if d := q.demandOf(q.need, site); d.Count > 0 {
				if site.InLoop() {
					all.loops++
				}
				all.sum = all.sum.plus(d)
			}
		}
		q.totals[q.need] = all
	}
	own := 0
	if q.site.InLoop() && q.demandOf(q.need, q.site).Count > 0 {
		own = 1
	}
	for fn := range q.owner {
		if d := q.trace.demand(fn, q.need, context{}, 0); d.Count > 0 {
			return loop.Count{}
		}
	}
	if all.loops > own || q.repeated || all.sum.Count >= Many {
		return loop.Count{}
	}
	return loop.Count{Const: int64(all.sum.Count), Known: true}
}

// startBound returns how often the loop around the site is run.
func (q *question) startBound() loop.Count {
	if l := loop.Innermost(q.loopsOf(q.site.Enclosing), q.site.Instr.Block()); l != nil {
		return l.Bound()
	}
	return loop.Count{}
}

// startsMany reports whether the site can be reached twice without the channel
// being made anew in between.
func (q *question) startsMany() bool {
	from := q.site.Instr.Block()
	made := q.channel.Make.Block()
	if made == from && before(q.channel.Make, q.site.Instr) {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{}
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == made && b != from || seen[b] {
			continue
		}
		if b == from {
			return true
		}
		seen[b] = true
		work = append(work, b.Succs...)
	}
	return q.calledInLoop()
}

// calledInLoop reports whether an owner's function that gets the channel as an
// argument and starts the site is called in a loop.
func (q *question) calledInLoop() bool {
	for fn := range q.owner {
		l := q.links[fn]
		if l.top {
			continue
		}
		for _, call := range l.calls {
			around := loop.Innermost(q.loopsOf(call.Parent()), call.Block())
			if around != nil && !around.Contains(q.channel.Make.Block()) {
				return true
			}
		}
	}
	return false
}

// before reports whether a stands before b in their common block.
func before(a, b ssa.Instruction) bool {
	for _, instr := range a.Block().Instrs {
		switch instr {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}

// answeredElsewhere returns why an answer may come from where no path can be
// followed, or nil: from code that is not seen, from the goroutine itself, or from
// something that was done before the goroutine was started. It also collects
// the other goroutines that answer.
func (q *question) answeredElsewhere() *decision.Reason {
	if returned.Holds(len(q.channel.Flow.Returned) > 0 && q.need != NeedRecv && q.callersCanAnswer(q.need)) {
		return returned
	}
	seen := map[*spawn.Site]bool{}
	for _, op := range q.alike(q.need) {
		if r := q.answeredBy(op, seen); r != nil {
			return r
		}
	}
	return nil
}

// answeredBy returns why one answer is on no path that can be followed, or nil. The
// sites of other goroutines that answer are added to those that were seen.
func (q *question) answeredBy(op *channel.Op, seen map[*spawn.Site]bool) *decision.Reason {
	switch {
	case answeredBeyond.Holds(op.Starts()):
		return answeredBeyond
	case answersAnother.Holds(q.forAnother(op)):
		return answersAnother
	}
	r := q.from(op.Fn(), q.owner, q.site)
	if answersItself.Holds(r.self) {
		return answersItself
	}
	if r.outside {
		switch l := q.receiverLoop(op); {
		case l != nil && !r.own:
			q.threads = append(q.threads, thread{loop: l})
		case answeredUnseen.Holds(true):
			return answeredUnseen
		}
	}
	for _, site := range r.sites {
		if pool.Holds(q.rearmed(site)) {
			return pool
		}
		if !seen[site] {
			seen[site] = true
			q.threads = append(q.threads, thread{site: site})
		}
	}
	for _, top := range r.tops {
		q.threads = append(q.threads, thread{fns: []*ssa.Function{top}})
	}
	q.ownAnswers = q.ownAnswers || r.own
	if !r.own {
		return nil
	}
	return decision.First(
		decision.Condition{Reason: deferredAnswer, Holds: func() bool { return q.deferredAnswer(op.Fn()) }},
		decision.Condition{Reason: closesOnce, Holds: func() bool { return q.closesOnce(op) }},
		decision.Condition{Reason: anotherOwner, Holds: func() bool { return q.byAnotherOwner(op) }},
		decision.Condition{Reason: answeredBefore, Holds: func() bool { return q.need != NeedRecv && q.precedes(op) }},
	)
}

// byAnotherOwner reports whether the answer is one of a goroutine that may start the
// site, beside others that may: started by one of those, the goroutines of the site
// have the answer from somebody else.
func (q *question) byAnotherOwner(op *channel.Op) bool {
	l := q.links[op.Fn()]
	if l == nil || len(l.sites) == 0 {
		return false
	}
	for fn := range q.owner {
		if other := q.links[fn]; fn != op.Fn() && len(other.sites) > 0 {
			return true
		}
	}
	return false
}

// precedes reports whether an answer of the owner may come before the goroutine
// is started and still count: a close, or a send into a buffer.
func (q *question) precedes(op *channel.Op) bool {
	if op.Kind == channel.Send && q.channel.Cap.Known && q.channel.Cap.Const == 0 {
		return false
	}
	if op.Fn() != q.site.Enclosing {
		return op.Kind == channel.Send || q.precedesCall(op) // a send somewhere in a helper
	}
	if _, deferred := op.Instr.(*ssa.Defer); deferred {
		return true
	}
	return q.sameRound(op.Instr, q.site.Instr)
}

// precedesCall reports whether an answer stands, in a function that the start of
// the goroutine is reached through, before the call that leads there: a deferred
// close at the top of the caller of a helper that has the go statement.
func (q *question) precedesCall(op *channel.Op) bool {
	seen := map[*ssa.Function]bool{q.site.Enclosing: true}
	for work := []*ssa.Function{q.site.Enclosing}; len(work) > 0; {
		l := q.links[work[len(work)-1]]
		work = work[:len(work)-1]
		if l == nil {
			continue
		}
		for _, call := range l.calls {
			caller := call.Parent()
			if caller == op.Fn() && q.sameRound(op.Instr, call) {
				return true
			}
			if !seen[caller] {
				seen[caller] = true
				work = append(work, caller)
			}
		}
	}
	return false
}
