package leaktest

import (
	"fmt"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/held"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// HeldMemory adds to each leak of a report how much memory it holds that nothing else
// refers to: what the garbage collector could free if the goroutine ended.
//
//	leaktest.Check(t, leaktest.HeldMemory())
//
// For that each test that leaked is run once more, in a child process: the same test
// binary, this test alone, with the same flags of your own. At its end the child writes
// a heap dump into the folder for temporary files, readable for this user alone, which
// is read and removed. So expect the time of the test once more, the size of its heap on
// disk, and whatever else the test does outside of its process a second time.
//
// The verdict does not depend on it. Where nothing could be measured the report says
// why: a second run that leaks nothing, takes more than a minute, or dies, because the
// runtime cannot always write a heap dump. It is an estimate; package heapdump tells
// what it counts too much and too little. At most ten tests of a process are run once
// more. Benchmarks are not, nor are the tests of runners other than package testing.
//
// Given to [VerifyTestMain] it holds for what that reports; a Check has options of its
// own. [Find] does not run anything, and ignores it.
func HeldMemory() Option {
	return optionFunc(func(s *engine.Settings) { s.Held = true })
}

// proves reports whether the leak profile may run: it kills the process that writes a
// heap dump later.
func proves(wanted bool) bool { return wanted && !held.InChild() }

// answerHeld ends the process, when it is a child that was asked for what this check
// finds.
func (c *check) answerHeld(left []engine.Candidate) {
	if c.Held && len(left) > 0 && held.Asked(nameOf(c.t)) {
		held.Answer(placesOf(left), goroutine.Current().ID)
	}
}

// answerHeld ends the process, when it is a child that VerifyTestMain was asked for.
func answerHeld(s *engine.Search, left []engine.Candidate) {
	if s.Held && len(left) > 0 && held.AskedMain() {
		held.Answer(placesOf(left), 0)
	}
}

func placesOf(left []engine.Candidate) map[string][]uint64 {
	places := make(map[string][]uint64)
	for i := range left {
		place := held.PlaceOf(&left[i].Goroutine)
		places[place] = append(places[place], left[i].ID)
	}
	return places
}

// measureHeld tells the groups of a check what they hold, and returns the lines of the
// report that there are to say about all of them.
func (c *check) measureHeld(groups []*report.Group) []string {
	switch {
	case !c.Held || held.InChild():
		return nil
	case !isStandardT(c.t) || isBenchmark(nameOf(c.t)):
		return []string{noFigure(nameOf(c.t), "only tests of package testing are run once more")}
	}
	return measureHeld(groups, held.Request{Test: nameOf(c.t), End: deadlineOf(c.t)})
}

// measureHeldByOwner tells groups what they hold, test by test.
func measureHeldByOwner(s *engine.Search, groups []*report.Group) (lines []string) {
	if !s.Held || held.InChild() {
		return nil
	}
	byOwner := make(map[string][]*report.Group)
	var owners []string
	for _, g := range groups {
		if byOwner[g.Owner] == nil {
			owners = append(owners, g.Owner)
		}
		byOwner[g.Owner] = append(byOwner[g.Owner], g)
	}
	for _, owner := range owners {
		switch {
		case owner == "":
			lines = append(lines, noFigure("what no known test left", "there is no test to run once more"))
		case isBenchmark(owner):
			lines = append(lines, noFigure(owner, "benchmarks are not run once more"))
		default:
			lines = append(lines, measureHeld(byOwner[owner], held.Request{Test: owner, Whole: true})...)
		}
	}
	return lines
}

// measureHeld runs a test once more, and tells its groups what they hold.
func measureHeld(groups []*report.Group, request held.Request) (lines []string) {
	byPlace, joint, err := request.Measure()
	if err != nil {
		return []string{noFigure(request.Test, err.Error())}
	}
	missing := 0
	counts := make(map[string]int)
	for _, g := range groups {
		counts[held.PlaceOf(&g.Goroutine)] += g.Count
	}
	for _, g := range groups {
		place := held.PlaceOf(&g.Goroutine)
		switch m, ok := byPlace[place]; {
		case !ok:
			missing++
		case counts[place] > 0:
			g.Holds = holds(m, counts[place])
			counts[place] = 0 // said once
		}
	}
	if joint.Objects > 0 {
		lines = append(lines, fmt.Sprintf("together they hold about %v more, which several of them refer to and nothing else", joint))
	}
	if missing > 0 {
		lines = append(lines, noFigure(fmt.Sprintf("%d of the %s of %s", missing, report.Plural(len(groups), "leak"), request.Test), "a second run left nothing in the same place"))
	}
	return lines
}

// holds says what goroutines hold that stand in one place, as many as given in this
// process.
func holds(m held.Measure, goroutines int) string {
	switch {
	case m.Goroutines != goroutines:
		return fmt.Sprintf("a second run left %s here, which hold about %v that nothing else refers to", report.Plural(m.Goroutines, "goroutine"), m.Holding)
	case goroutines > 1:
		return fmt.Sprintf("they hold about %v that nothing else refers to", m.Holding)
	}
	return fmt.Sprintf("holds about %v that nothing else refers to", m.Holding)
}

// isBenchmark reports whether a test is a benchmark, by its name.
func isBenchmark(test string) bool { return strings.HasPrefix(test, "Benchmark") }

// noFigure says that there is nothing to say of what is held, and why.
func noFigure(whose, why string) string {
	return fmt.Sprintf("HeldMemory has no figure for %s: %s", whose, why)
}
