package lockleak

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// maxOthers bounds how many of those who block are listed.
const maxOthers = 8

// A skipped is one way in which a function skips the release of a lock: one or more
// returns, and the places at which it has locked it before.
type skipped struct {
	first    held.Kept
	locked   []token.Pos
	returns  []token.Pos
	others   []analysis.RelatedInformation // where the lock is asked for next
	category string
}

// kept reports returns at which a lock stays held that nobody else releases: those of
// one lock that share a return, or where it was locked, once.
func (c *check) kept() {
	for _, s := range c.skips() {
		c.r.At(s.first.Lock.At.Pos())
		name := s.first.Lock.Path.Name()
		var related []analysis.RelatedInformation
		for _, at := range s.locked[1:] {
			related = append(related, analysis.RelatedInformation{Pos: at, Message: name + " is locked here as well"})
		}
		for _, ret := range s.returns {
			related = append(related, analysis.RelatedInformation{Pos: ret, Message: name + " is still held at this return"})
		}
		c.r.Report(report.Finding{
			Pos:      s.locked[0],
			Message:  fmt.Sprintf("%s may return without releasing %s, which blocks whoever asks for it next forever", source.FuncName(s.first.Fn), name),
			Category: s.category,
			Related:  append(related, s.others...),
		})
	}
}

// skips settles what is known of each return at which a lock stays held, and returns
// those that are to be reported.
func (c *check) skips() (found []*skipped) {
	for _, k := range c.locks.Kept {
		at := k.Lock.At.Pos()
		c.r.At(at)
		o := c.open(at, at, k.Lock.Lock)
		o.By = endless.ReturnPos(k.Ret)
		others, none := c.others(k)
		if quiet := cmp.Or(none, c.keptInPeace(k)); quiet != nil {
			o.Settle(quiet)
			continue
		}
		category := report.Leak
		if doubt := c.keptInDoubt(k); doubt != nil {
			o.Settle(doubt)
			category = report.Advice
		}
		o.Settle(keptAtTheReturn)
		i := slices.IndexFunc(found, func(s *skipped) bool { return s.sharedBy(k) })
		if i < 0 {
			found = append(found, &skipped{first: k, others: others, category: category})
			i = len(found) - 1
		}
		found[i].add(at, o.By, category)
	}
	return found
}

// sharedBy reports whether the lock is the same, and the return, or where it was
// locked, as well.
func (s *skipped) sharedBy(k held.Kept) bool {
	return s.first.Fn == k.Fn && s.first.Lock.Class == k.Lock.Class && s.first.Lock.Path == k.Lock.Path &&
		(slices.Contains(s.locked, k.Lock.At.Pos()) || slices.Contains(s.returns, endless.ReturnPos(k.Ret)))
}

// add adds a place at which the lock was locked and a return. A leak comes before
// advice.
func (s *skipped) add(locked, ret token.Pos, category string) {
	if !slices.Contains(s.locked, locked) {
		s.locked = append(s.locked, locked)
	}
	if !slices.Contains(s.returns, ret) {
		s.returns = append(s.returns, ret)
	}
	slices.Sort(s.locked)
	slices.Sort(s.returns)
	if category == report.Leak {
		s.category = category
	}
}

// keptInPeace returns why nothing is said of a lock that is held at a return. One
// that its function never releases may be there to be released by somebody else.
func (c *check) keptInPeace(k held.Kept) *decision.Reason {
	class := k.Lock.Class
	return decision.First(
		decision.Condition{Reason: keptForRound, Holds: func() bool { return slices.Contains(c.rounds, k.Lock.At) }},
		decision.Condition{Reason: keptUnknown, Holds: func() bool { return !class.Known() }},
		decision.Condition{Reason: keptTried, Holds: func() bool { return c.locks.Tried[class] }},
		decision.Condition{Reason: keptOpen, Holds: func() bool { return !k.Freed && k.Lock.Open }},
		decision.Condition{Reason: keptAliased, Holds: func() bool { return !k.Freed && c.locks.Aliased[class] }},
		decision.Condition{Reason: keptReleased, Holds: func() bool { return !k.Freed && len(c.locks.Released[class]) > 0 }},
	)
}

// keptInDoubt returns why what is said of it is advice, or nil.
func (c *check) keptInDoubt(k held.Kept) *decision.Reason {
	class := k.Lock.Class
	return decision.First(
		decision.Condition{Reason: maybeOpen, Holds: func() bool { return k.Lock.Open }},
		decision.Condition{Reason: maybeAliased, Holds: func() bool { return c.locks.Aliased[class] }},
		decision.Condition{Reason: maybeReleased, Holds: func() bool { return len(c.locks.Released[class]) > 0 }},
		decision.Condition{Reason: neverReleased, Holds: func() bool { return !k.Freed }},
	)
}

// others returns where the lock is asked for next, or why nobody does. A function
// that is executed once asks for it no second time.
func (c *check) others(k held.Kept) (list []analysis.RelatedInformation, none *decision.Reason) {
	once := decision.First(
		decision.Condition{Reason: ofOneCall, Holds: func() bool { return k.Lock.Class.Local != nil && k.Lock.Class.Local.Parent() == k.Fn }},
		decision.Condition{Reason: runsOneTime, Holds: func() bool { return graph.IsEntry(k.Fn) }},
	)
	for _, ask := range c.locks.Asks[k.Lock.Class] {
		pos := ask.Pos()
		if ask == k.Lock.At && once != nil {
			none = once
			continue
		}
		if pos.IsValid() && len(list) < maxOthers {
			list = append(list, related(pos, "and asked for here"))
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	if none == nil && noOther.Holds(true) {
		none = noOther
	}
	return nil, none
}
