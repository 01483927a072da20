package leaktest

import (
	"fmt"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

const (
	// minGrowthRuns is the fewest runs that show a proportion: one is measured
	// against four.
	minGrowthRuns = 5
	// warmUpRuns come first and are not counted: pools, idle connections and
	// what is started once grow in them.
	warmUpRuns = 2
)

// CheckGrowth runs f twice to warm up and then n times, and fails t if the
// number of goroutines with some stack grows with the runs: the staircase that a
// service in production climbs. It is for code beside goroutines that are meant
// to live, such as a server under test, where "nothing is left" cannot be asked:
//
//	server := httptest.NewServer(handler)
//	defer server.Close()
//	leaktest.CheckGrowth(t, 20, func() { get(t, server.URL) })
//
// It gives its verdict at once, before it returns, and goes well with a [Check]
// of the same test. In a benchmark it stands before the loop, which b.Loop does
// not measure (with b.N, call b.ResetTimer after it):
//
//	func BenchmarkGet(b *testing.B) {
//		leaktest.CheckGrowth(b, 20, get)
//		for b.Loop() {
//			get()
//		}
//	}
//
// Goroutines are counted after the warm-up, after a third of the runs and after
// all, each time as soon as those that are on their way out are gone, for which
// [MaxWait] and [Until] set the bound. A stack grows when both parts of the runs
// added to it, and the second at least three quarters of what the first added
// per run. Where that is less than one a run, f is run n times more, and the
// growth has to go on. So a pool that fills up and then stays is no growth if
// n is greater than the pool: give n that much. What grows once in more than n/3
// runs is not seen. n is at least 5.
//
// What counts is the whole process, because the goroutines of a server are
// started by the server and not by f; ignores are left out. While other tests run
// at the same time only what the test itself has started counts, directly or
// through goroutines that it started (see [Check]): start the server in the same
// test then, since one that such tests share is not judged.
func CheckGrowth(t TestingT, n int, f func(), opts ...Option) {
	requireT(t, "CheckGrowth", "leaktest.CheckGrowth(t, 20, f)")
	if h, ok := t.(helperT); ok {
		h.Helper()
	}
	c := &growthCheck{t: t, f: f, Settings: newSettings(opts), self: goroutine.Current()}
	if reason := c.refusal(n); reason != "" {
		complain(t, reason)
		return
	}
	c.Ignores = append(c.Ignores, engine.PackageIgnores.All()...)
	if growths := c.measure(n); len(growths) > 0 {
		c.run.Reported.Store(true)
		t.Errorf("%s", c.report(growths))
	}
}

// A growthCheck is one call of CheckGrowth.
type growthCheck struct {
	engine.Settings
	t     TestingT
	f     func()
	self  goroutine.Self
	run   *engine.Run
	scope *engine.GrowthScope

	runs   []int   // of f, between two counts
	counts []count // one more than runs
}

// refusal returns why the check cannot do what it is asked to, "" where it can.
func (c *growthCheck) refusal(n int) string {
	name := nameOf(c.t)
	switch {
	case len(c.Misuse) > 0:
		return strings.Join(c.Misuse, "; ")
	case c.f == nil:
		return fmt.Sprintf("CheckGrowth was given no function in %s; give it the one whose goroutines may not add up", name)
	case n < minGrowthRuns:
		return fmt.Sprintf("CheckGrowth was asked for %s in %s, too few to tell growth from a pool that fills up; give it at least %d, and more than the largest pool holds", report.Plural(n, "run"), name, minGrowthRuns)
	case c.self.Bubble != 0:
		return fmt.Sprintf("CheckGrowth was called inside a synctest bubble of %s, where time stands still while it waits; call it outside of synctest.Test", name)
	}
	return ""
}

// measure runs f, counts, and returns what grew.
func (c *growthCheck) measure(n int) []*growth {
	c.run = engine.NewRun(nameOf(c.t), c.self.ID)
	c.run.Part = true
	c.run.Born = goroutine.ReadCounts()
	engine.Owners.Begin(c.run)
	defer c.leave()
	c.scope = &engine.GrowthScope{ProcessScope: engine.ProcessScope{Self: c.self.ID, Baseline: engine.SnapshotIDs()}, Run: c.run}
	c.repeat(warmUpRuns)
	c.count()
	c.advance(max(n/3, 1))
	c.advance(n - max(n/3, 1))
	growths := c.growths()
	for _, g := range growths {
		if g.total() < n {
			c.advance(n)
			return c.growths()
		}
	}
	return growths
}

// leave ends the run; it stays known while goroutines of it are there.
func (c *growthCheck) leave() {
	engine.Owners.Leave(c.run)
	if len(c.counts) == 0 {
		return
	}
	for key := range c.counts[len(c.counts)-1] {
		if key.mine {
			return
		}
	}
	engine.Owners.Forget(c.run)
}

// advance runs f and counts.
func (c *growthCheck) advance(runs int) {
	c.repeat(runs)
	c.runs = append(c.runs, runs)
	c.count()
}

// repeat runs f under the label of the check.
func (c *growthCheck) repeat(runs int) {
	ctx := contextOf(c.t)
	c.run.Label(ctx)
	defer c.run.Unlabel(ctx)
	for range runs {
		c.f()
	}
}

// count waits for what was started since the last count and is on its way out,
// and then counts everything. What was there before does not have to be waited
// for: it is in the last count as well.
func (c *growthCheck) count() {
	s := engine.Search{Settings: c.Settings, Scope: c.scope}
	s.Settle(s.Look(), s.Bound(deadlineOf(c.t)))
	c.scope.Baseline = nil
	var v engine.Snapshot
	if s.Prove && goroutine.CanProve() {
		v = s.LookProven()
	} else {
		v = s.Look()
	}
	c.counts = append(c.counts, countOf(v.Candidates, c.run.ID))
	c.scope.Baseline = make(map[uint64]bool, len(v.Candidates))
	for i := range v.Candidates {
		c.scope.Baseline[v.Candidates[i].ID] = true
	}
}
