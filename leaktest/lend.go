package leaktest

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/lend"
	"github.com/leaktight/leaktight/leaktest/internal/report"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

func init() {
	lend.Open(&lend.Door[Option, Leak]{
		Find:        lentFind,
		TopFunction: func(name string) Option { return ruleOption(topFunctionRule(name)) },
		Describe:    describe,
		Tell:        tell,
		Begin:       lentBegin,
		KnownList:   lentKnownList,
		Known:       lentKnown,
		Notes:       notes,
	})
}

// lentFind is Find with the scope of somebody else.
func lentFind(q lend.Search[Option]) []Leak {
	s := engine.Search{Settings: newSettings(q.Options)}
	s.Ignores = append(s.Ignores, engine.PackageIgnores.All()...)
	s.Scope = &lentScope{ProcessScope: engine.ProcessScope{Self: q.Self}, lent: q.Scope}
	if q.Test != "" {
		r := engine.NewRun(q.Test, q.Self)
		r.Whole = true
		engine.Owners.Begin(r)
		defer engine.Owners.Forget(r)
	}
	v := lentLook(&s, q.Gentle)
	v.Candidates = tolerate(&s, v.Candidates)
	sortByNumber(v.Candidates)
	return leaksOf(v.Candidates)
}

func lentLook(s *engine.Search, gentle bool) engine.Snapshot {
	if !gentle {
		return s.Find(time.Time{})
	}
	return s.Settle(s.Look(), s.Bound(time.Time{}))
}

// A lentScope takes of the process what somebody else's scope takes.
type lentScope struct {
	engine.ProcessScope
	lent    lend.Scope
	runners map[string]uint64 // the goroutines of runs that are followed, by id of the run
}

func (s *lentScope) Begin(dump []byte) {
	s.findRunners(dump)
	s.ProcessScope.Begin(dump)
	if s.lent != nil {
		s.lent.Begin(dump)
	}
}

func (s *lentScope) Takes(rec goroutine.Record) bool {
	if !s.ProcessScope.Takes(rec) || s.lent == nil {
		return s.ProcessScope.Takes(rec)
	}
	owner := s.Owners[rec.ID()]
	runner := s.runners[owner]
	if r := engine.Owners.WithID(owner); r != nil && r.Goroutine != 0 {
		runner = r.Goroutine
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
		id, _ := rec.Label(engine.LabelKey)
		if r := engine.Owners.WithID(string(id)); r != nil && r.Starter != 0 && r.Starter == rec.ParentID() {
			s.runners[r.ID] = rec.ID()
			engine.Owners.Found(r.Name, rec.ID())
		}
	}
}

// describe is the body of a report about leaks that are known already.
func describe(leaks []Leak, how lend.Description) string {
	groups := report.Groups(reportedLeaks(leaks))
	r := &report.Text{Indent: "    "}
	if how.ByTest {
		r.ByOwner(groups, how.Fails && engine.Verbose(), engine.FramePrefix())
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

// tell notes that the report of a test shows leaks in full.
func tell(test string, leaks []Leak) {
	for _, l := range leaks {
		for rec := range goroutine.Records([]byte(l.Raw)) {
			engine.Told.Show(l.ID, rec.StackHash(), test, l.Owner)
		}
	}
}

// lentBegin is VerifyTestMain for somebody else who runs the tests and ends the
// process.
func lentBegin(options []Option) (conclude func(code int) (int, []Leak)) {
	s := newSettings(options)
	s.Prove = true
	engine.PackageIgnores.Add(s.Ignores)
	w := beginPackage(s)
	return func(code int) (int, []Leak) {
		if len(s.Misuse) > 0 {
			fmt.Fprintf(os.Stderr, "leaktest: %s\n", strings.Join(s.Misuse, "; "))
			return max(code, 1), nil
		}
		code, left := concludePackage(w, code)
		sortByNumber(left)
		return code, leaksOf(left)
	}
}

// lentKnown is Known with its error.
func lentKnown(file string) (Option, error) {
	if _, err := knownLists.open(file); err != nil {
		return nil, err
	}
	return Known(file), nil
}

// lentKnownList is Known for a list that somebody else has read and keeps.
func lentKnownList(name, text string) Option {
	list := newKnownList(name)
	if err := list.parse(text); err != nil {
		return misuseOption("Known: %v", err)
	}
	return list.option()
}
