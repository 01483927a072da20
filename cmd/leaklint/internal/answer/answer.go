// Package answer finds the channel operations of started goroutines that may
// never be answered.
//
// A goroutine that sends on a channel, receives from it or ranges over it, with
// no way out beside that operation, has an obligation that somebody else must
// answer: by receiving, by sending or closing, or by closing. The question is
// always the same: is there a path on which all who could answer leave first?
//
//   - The demand of a start site is how many such operations its goroutine may
//     make on one path ([trace.demand]).
//   - The owner's path begins at the start site and goes on, from caller to
//     caller, as long as the channel lives ([trace.ownerLeaves]).
//   - Other goroutines that answer have a path of their own, from their entry.
//
// Only when each of them has a path to its end with too few answers, the
// obligation is a leak. Where an answer may come from code that is not seen, or
// cannot be tied to a path, nothing is reported: precision comes first.
package answer

import (
	"cmp"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer finds the unanswered operations of a package. Its result is a
// [[]*Leak], in the order of the channels and sites.
var Analyzer = &analysis.Analyzer{
	Name:       "answer",
	Doc:        "find channel operations that may never be answered",
	Run:        run,
	Requires:   []*analysis.Analyzer{channel.Analyzer, decision.Analyzer, endless.Analyzer, lifetime.Analyzer, feasible.Analyzer},
	ResultType: reflect.TypeFor[[]*Leak](),
}

// A Need is what an obligation waits for.
type Need int

// The needs.
const (
	NeedRecv  Need = iota // a send: somebody must receive
	NeedSend              // a receive: somebody must send or close
	NeedClose             // a range: somebody must close
)

// Needs lists all needs.
var Needs = []Need{NeedRecv, NeedSend, NeedClose}

// An ExitKind is how those who could answer leave.
type ExitKind int

// The kinds of exit.
const (
	Early    ExitKind = iota // a path to a return passes too few answers
	Round                    // a path to the next round of a loop, which makes another channel, does
	Nobody                   // there is no answer in the program text at all
	Returned                 // the channel is returned; a caller may stop
	Waits                    // the owner waits for the goroutine before it answers
	Later                    // the goroutine itself would have to go on first
	Unheard                  // callers that tell the goroutine to stop stop receiving
	Trapped                  // the only way out of the goroutine's loop is an operation that nobody answers
	Muted                    // what comes from outside is stopped, and nothing is closed
)

// leaves reports whether a path passes too few answers, without a wait for any.
func (k ExitKind) leaves() bool { return k == Early || k == Round }

// A Leak is an obligation that may never be answered.
type Leak struct {
	Need    Need
	Site    *spawn.Site
	Channel *channel.Channel
	Op      *channel.Op // the operation that blocks
	Demand  Demand
	Exit    Exit
	Others  []*spawn.Site    // start goroutines that wait in the same place for the same reason
	Own     bool             // the goroutine made the channel itself
	Shared  bool             // the channel is in a field that holds channels made elsewhere too
	Doubt   *decision.Reason // why the path is doubtful, as it depends on data; nil if it is not

	total      loop.Count
	question   *question // nil where no path of the owner was looked for
	obligation *decision.Obligation
}

// An Exit is where those who could answer leave.
type Exit struct {
	Kind ExitKind
	Fn   *ssa.Function // the function that is left
	Pos  token.Pos     // the return, or the wait
}

func run(pass *analysis.Pass) (any, error) {
	channels := pass.ResultOf[channel.Analyzer].(*channel.Channels)
	ledger := pass.ResultOf[decision.Analyzer].(*decision.Ledger)
	f := &finder{
		channels: channels,
		ledger:   ledger,
		memory:   pass.ResultOf[feasible.Analyzer].(*feasible.Package),
		life:     pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
		traps:    pass.ResultOf[endless.Analyzer].(*endless.Result),
	}
	var leaks []*Leak
	err := report.Guard(pass, func(at *token.Pos) error {
		for _, c := range channels.All {
			*at = c.Make.Pos()
			leaks = append(leaks, f.oneForEach(f.leaksOf(c))...)
		}
		for _, c := range channels.Timers {
			*at = c.Make.Pos()
			leaks = append(leaks, f.oneForEach(f.leaksOf(c))...)
		}
		dead := &deadFinder{channels: channels, process: f.life.WhyProcess, ledger: ledger, known: map[answered][]*channel.Op{}}
		leaks = append(leaks, dead.leaks()...)
		return nil
	})
	return slices.DeleteFunc(leaks, func(l *Leak) bool { return l.settled(ledger, ofTest, l.ofTests(pass.Fset)) }), err
}

// Category settles the obligation, and returns the category of the finding: advice
// if there is a doubt, which may be nil.
func (l *Leak) Category(doubt *decision.Reason) string {
	if doubt != nil {
		l.obligation.Settle(doubt)
		return report.Advice
	}
	l.obligation.Settle(exitReasons[l.Exit.Kind])
	return report.Leak
}

// ofTests reports whether the leak is due to how a test uses code that is not in
// a test file: the test makes the channel, or is who leaves.
func (l *Leak) ofTests(fset *token.FileSet) bool {
	return !source.InTest(fset, l.Site.Pos()) && (source.InTest(fset, l.Channel.Make.Pos()) || source.InTest(fset, l.Exit.Pos))
}

// settled reports whether the rule applies to the obligation of the leak, which is
// then settled.
func (l *Leak) settled(ledger *decision.Ledger, r *decision.Reason, condition bool) bool {
	if l.obligation == nil {
		l.obligation = ledger.Open(decision.Obligation{Check: checks[l.Need], Site: l.Site.Pos(), At: l.Op.Pos, Object: l.Channel})
	}
	l.obligation.By = l.Exit.Pos
	return l.obligation.Settled(r, condition)
}

// A finder asks for the channels of one package.
type finder struct {
	channels *channel.Channels
	ledger   *decision.Ledger
	memory   *feasible.Package
	life     *lifetime.Index
	traps    *endless.Result
}

// leaksOf returns the unanswered operations on one channel.
func (f *finder) leaksOf(c *channel.Channel) []*Leak {
	if len(c.Ops) == 0 {
		return nil
	}
	if c.Fed && len(c.Flow.Escapes) == 0 {
		return f.mutedLeaks(f.newTrace(c))
	}
	if outOfSight.Holds(c.Escapes()) {
		settleAll(f.ledger, c, outOfSight)
		return nil
	}
	t := f.newTrace(c)
	// The two channels of such a function, in two roles, are one to us.
	if handsToItself.Holds(t.getsArgument(c.Make.Parent())) {
		settleAll(f.ledger, c, handsToItself)
		return nil
	}
	leaks := t.ownLeaks()
	for _, need := range Needs {
		for _, site := range t.sites {
			if leak := t.check(need, site, t.demandOf(need, site)); leak != nil {
				leaks = append(leaks, leak)
			}
		}
	}
	return append(leaks, t.groupLeaks(leaks)...)
}

// settleAll settles the obligations on a channel that is not looked at.
func settleAll(ledger *decision.Ledger, c *channel.Channel, r *decision.Reason) {
	for _, op := range c.Ops {
		for _, need := range Needs {
			if obliges(op, need) {
				ledger.Open(decision.Obligation{Check: checks[need], At: op.Pos, Object: c}).Settle(r)
			}
		}
	}
}

// check returns the leak of one kind at one site, whose goroutines have the
// given demand, or nil.
func (t *trace) check(need Need, site *spawn.Site, demand Demand) *Leak {
	if demand.Count == 0 {
		return nil
	}
	o := t.ledger.Open(decision.Obligation{Check: checks[need], Site: site.Pos(), At: demand.Op.Pos, Object: t.channel})
	if o.Settled(startsGiven, t.dispatches(site)) {
		return nil
	}
	q := t.newQuestion(need, site, demand)
	q.obligation = o
	if r := q.findRoom(); r != nil {
		o.Settle(r)
		return nil
	}
	if o.Settled(farAway, q.isFar()) {
		return nil
	}
	if leak := cmp.Or(q.tooLate(), q.waitsForItself()); leak != nil {
		return leak
	}
	if handedOut.Holds(q.handedOut()) {
		leak := q.unheard()
		if leak == nil {
			o.Settle(handedOut)
		}
		return leak
	}
	if r := q.answeredElsewhere(); r != nil {
		o.Settle(r)
		return nil
	}
	if o.Settled(answersTaken, q.exchanged()) {
		return nil
	}
	return q.search()
}

// search returns the leak that a path shows, or nil.
func (q *question) search() *Leak {
	exit, ok := q.ownerLeaves()
	if q.steps > maxStates {
		q.obligation.Settle(tooManyPaths)
	}
	if !ok && q.unanswerable() {
		exit, ok = Exit{Kind: Nobody, Fn: q.site.Enclosing, Pos: q.site.Pos()}, true
	}
	if q.obligation.Settled(ownerAnswers, !ok) {
		return nil
	}
	other, ok := q.othersLeave()
	switch {
	case q.obligation.Settled(othersAnswer, !ok):
		return nil
	case len(q.answers) == 0 && exit.Kind.leaves():
		exit.Kind = Nobody
	case len(q.threads) > 0 && !q.ownAnswers && (exit.Kind.leaves() || exit.Kind == Waits):
		exit = other // the owner has no part in it
	}
	return q.leak(exit)
}

// unanswerable reports whether there is no answer in the program text at all, so
// that it does not matter on which path the owner leaves, or whether the process
// ends with it. A range over a channel that somebody sends on waits for work: one
// that is never closed may be meant to last as long as the process.
func (q *question) unanswerable() bool {
	return len(q.answers) == 0 && len(q.channel.Flow.Returned) == 0 && (q.need != NeedClose || !q.channel.Has(channel.Send))
}

// leak returns the leak of the question.
func (q *question) leak(exit Exit) *Leak {
	return &Leak{
		Need: q.need, Site: q.site, Channel: q.channel, Op: q.demand.Op, Demand: q.demand,
		Exit: exit, Shared: q.sharesField(), Doubt: q.doubt(), total: q.total(),
		question: q, obligation: q.obligation,
	}
}

// callersCanAnswer reports whether code that gets the channel as the result of
// a function could answer the need: a receive-only channel cannot be sent to or
// closed, a send-only one cannot be received from.
func (t *trace) callersCanAnswer(need Need) bool {
	for _, fn := range t.channel.Flow.Returned {
		results := fn.Signature.Results()
		for i := range results.Len() {
			ch, ok := results.At(i).Type().Underlying().(*types.Chan)
			if !ok || ch.Dir() == types.SendRecv ||
				(ch.Dir() == types.RecvOnly) == (need == NeedRecv) {
				return true
			}
		}
	}
	return false
}

// Senders returns how many operations of the kind all goroutines that the
// channel has may make in all, where that is a constant.
func (l *Leak) Senders() loop.Count { return l.total }
