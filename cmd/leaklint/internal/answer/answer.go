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
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer finds the unanswered operations of a package. Its result is a
// [[]*Leak], in the order of the channels and sites.
var Analyzer = &analysis.Analyzer{
	Name:       "answer",
	Doc:        "find channel operations that may never be answered",
	Run:        run,
	Requires:   []*analysis.Analyzer{channel.Analyzer, lifetime.Analyzer},
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
	Nobody                   // there is no answer in the program text at all
	Returned                 // the channel is returned; a caller may stop
	Waits                    // the owner waits for the goroutine before it answers
	Later                    // the goroutine itself would have to go on first
	Unheard                  // callers that tell the goroutine to stop stop receiving
	Trapped                  // the only way out of the goroutine's loop is an operation that nobody answers
)

// A Leak is an obligation that may never be answered.
type Leak struct {
	Need    Need
	Site    *spawn.Site
	Channel *channel.Channel
	Op      *channel.Op // the operation that blocks
	Demand  Demand
	Exit    Exit
	Own     bool // the goroutine made the channel itself
	Shared  bool // the channel is in a field that holds channels made elsewhere too
	Weak    bool // the path depends on data in a way that makes it doubtful

	total    loop.Count
	question *question // nil where no path of the owner was looked for
}

// An Exit is where those who could answer leave.
type Exit struct {
	Kind ExitKind
	Fn   *ssa.Function // the function that is left
	Pos  token.Pos     // the return, or the wait
}

func run(pass *analysis.Pass) (any, error) {
	channels := pass.ResultOf[channel.Analyzer].(*channel.Channels)
	life := pass.ResultOf[lifetime.Analyzer].(*lifetime.Index)
	var leaks []*Leak
	err := report.Guard(pass, func(at *token.Pos) error {
		for _, c := range channels.All {
			*at = c.Make.Pos()
			leaks = append(leaks, leaksOf(channels, c)...)
		}
		dead := &deadFinder{channels: channels, process: life.Process}
		leaks = append(leaks, dead.leaks()...)
		return nil
	})
	return slices.DeleteFunc(leaks, func(l *Leak) bool { return l.ofTests(pass.Fset) }), err
}

// ofTests reports whether the leak is due to how a test uses code that is not in
// a test file: the test makes the channel, or is who leaves.
func (l *Leak) ofTests(fset *token.FileSet) bool {
	inTest := func(pos token.Pos) bool {
		return pos.IsValid() && strings.HasSuffix(fset.Position(pos).Filename, "_test.go")
	}
	return !inTest(l.Site.Pos()) && (inTest(l.Channel.Make.Pos()) || inTest(l.Exit.Pos))
}

// leaksOf returns the unanswered operations on one channel.
func leaksOf(channels *channel.Channels, c *channel.Channel) []*Leak {
	if c.Escapes() || len(c.Ops) == 0 {
		return nil
	}
	t := newTrace(channels, c)
	if t.getsArgument(c.Make.Parent()) {
		// A recursive function that hands the channel it makes to itself has two
		// channels in two roles, which are one to us.
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

// check returns the leak of one kind at one site, whose goroutines have the
// given demand, or nil.
func (t *trace) check(need Need, site *spawn.Site, demand Demand) *Leak {
	if t.dispatches(site) {
		return nil
	}
	q := t.newQuestion(need, site, demand)
	if q == nil || q.isFar() {
		return nil
	}
	if leak := q.tooLate(); leak != nil {
		return leak
	}
	if q.handedOut() {
		return q.unheard()
	}
	if q.answeredElsewhere() {
		return nil
	}
	exit, ok := q.ownerLeaves()
	if !ok {
		return nil
	}
	other, ok := q.othersLeave()
	switch {
	case !ok:
		return nil
	case len(q.answers) == 0 && exit.Kind == Early:
		exit.Kind = Nobody
	case len(q.threads) > 0 && !q.ownAnswers && exit.Kind == Early:
		exit = other // the owner has no part in it
	}
	return &Leak{
		Need: need, Site: site, Channel: t.channel, Op: q.demand.Op, Demand: q.demand,
		Exit: exit, Shared: t.sharesField(), Weak: q.demand.Weak || q.agreed(), total: q.total(), question: q,
	}
}

// answers returns the operations that answer the need.
func (t *trace) answers(need Need) []*channel.Op {
	var ops []*channel.Op
	for _, op := range t.channel.Ops {
		switch {
		case need == NeedRecv && op.Kind == channel.Recv,
			need == NeedSend && op.Kind != channel.Recv,
			need == NeedClose && op.Kind == channel.Close:
			ops = append(ops, op)
		}
	}
	return ops
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
