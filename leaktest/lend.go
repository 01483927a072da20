package leaktest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

func init() {
	engine.Find = lentFind
	engine.TopFunction = func(name string) any { return ruleOption(topFunctionRule(name)) }
	engine.Describe = describe
	engine.Follow = func(m any) func() { return follow(m.(TestingM)) }
	engine.ChecksNothing = checksNothing
	engine.Notes = notes
	engine.Known = func(file string) (any, error) {
		if _, err := knownLists.open(file); err != nil {
			return nil, err
		}
		return Known(file), nil
	}
	engine.Tell = func(test string, leaks any) { told.addLeaks(test, leaks.([]Leak)) }
	engine.Told = func(id uint64) (shownBy, leftBy string, ok bool) {
		a, ok := told.shown(id)
		return a.test, a.owner, ok
	}
	engine.PrintFail = printFail
}

// lentFind is Find with the scope of somebody else.
func lentFind(q engine.Search) any {
	var opts []Option
	for _, o := range q.Options {
		opts = append(opts, o.(Option))
	}
	s := search{settings: newSettings(opts)}
	s.ignores = append(s.ignores, packageIgnores.all()...)
	s.scope = &lentScope{processScope: processScope{self: q.Self}, lent: q.Scope}
	if q.Test != "" {
		r := newRun(q.Test, q.Self)
		r.whole = true
		owners.begin(r)
		defer owners.forget(r)
	}
	v := s.lentLook(q.Gentle)
	v.remnants = s.tolerate(v.remnants)
	slices.SortFunc(v.remnants, func(a, b remnant) int { return int(a.ID) - int(b.ID) })
	return leaksOf(v.remnants)
}

func (s *search) lentLook(gentle bool) view {
	if !gentle {
		return s.find(time.Time{})
	}
	return s.settle(s.look(), s.bound(time.Time{}))
}

// A lentScope takes of the process what somebody else's scope takes.
type lentScope struct {
	processScope
	lent    engine.Scope
	runners map[string]uint64 // the goroutines of runs that are followed, by id of the run
}

func (s *lentScope) begin(dump []byte) {
	s.findRunners(dump)
	s.processScope.begin(dump)
	if s.lent != nil {
		s.lent.Begin(dump)
	}
}

func (s *lentScope) takes(rec goroutine.Record) bool {
	if !s.processScope.takes(rec) || s.lent == nil {
		return s.processScope.takes(rec)
	}
	owner := s.owners[rec.ID()]
	runner := s.runners[owner]
	if r := owners.withID(owner); r != nil && r.goroutine != 0 {
		runner = r.goroutine
	}
	return s.lent.Takes(rec, owner, runner)
}

// findRunners finds the goroutines that run tests which are followed: package
// testing has started them in the goroutine that goes from test to test.
func (s *lentScope) findRunners(dump []byte) {
	s.runners = make(map[string]uint64)
	for rec := range goroutine.Records(dump) {
		if !bytes.HasPrefix(rec.CreatedBy(), []byte("testing.")) {
			continue
		}
		id, _ := rec.Label(labelKey)
		if r := owners.withID(string(id)); r != nil && r.starter != 0 && r.starter == rec.ParentID() {
			s.runners[r.id] = rec.ID()
			owners.found(r.name, rec.ID())
		}
	}
}

// describe is the body of a report about leaks that are known already.
func describe(leaks any, how engine.Description) string {
	groups := report.Groups(reportedLeaks(leaks.([]Leak)))
	r := &report.Text{Indent: "    "}
	if how.ByTest {
		r.ByOwner(groups, how.Fails && verbose(), framePrefix())
	} else {
		r.Body(groups, true)
	}
	r.End(report.Ending{Package: how.Package})
	r.Indent = ""
	for _, g := range groups {
		r.Line("Goroutine %d in state %s, with %s on top of the stack:", g.ID, g.State, topFunction(g.Stack))
		_, stack, _ := strings.Cut(strings.TrimSpace(g.Raw), "\n")
		r.Line("%s", stack)
	}
	return r.String()
}

func topFunction(stack []Frame) string {
	if i := source.Top(stack); i >= 0 {
		return stack[i].Function
	}
	return "nothing known"
}

// reportedLeaks returns what a report knows of leaks: what a Leak does not hold is
// in its raw text.
func reportedLeaks(leaks []Leak) []report.Leak {
	var all []report.Leak
	for i := range leaks {
		l := &leaks[i]
		facts := report.Facts{Kind: l.Kind, Function: l.Function, File: l.File, Line: l.Line, Hint: l.Hint}
		for rec := range goroutine.Records([]byte(l.Raw)) {
			g := rec.Parse()
			g.Leaked = l.Verdict == Proven
			all = append(all, report.Leak{Goroutine: g, Hash: rec.StackHash(), Owner: l.Owner, Facts: facts})
		}
	}
	return all
}
