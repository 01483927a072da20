package leaktest

import (
	"context"
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// TestingT is the part of *testing.T, *testing.B and *testing.F that a check
// cannot do without. What else they have (Helper, Cleanup, Name, Failed,
// Skipped, Context, Deadline, Log, Attr, ArtifactDir) is used where it is there.
type TestingT interface {
	Errorf(format string, args ...any)
}

// ErrorReporter is the name that github.com/fortytw2/leaktest gives TestingT.
type ErrorReporter = TestingT

// Check reports the goroutines that t's test starts, directly or through
// goroutines that it starts, and that are still there when it ends.
//
//	func TestOrders(t *testing.T) {
//		leaktest.Check(t)
//		...
//	}
//
// is enough: the verdict is given by t.Cleanup, so it comes after the cleanups
// that are registered later, and after parallel subtests. Call it first. The
// function that is returned need not be called. When it is, as in
//
//	defer leaktest.Check(t)()
//
// it looks once, at once. If nothing is left, that is the verdict; otherwise the
// verdict is held and given by t.Cleanup. There is exactly one verdict for each
// Check. Where t has no Cleanup the returned function gives it; if it is never
// called then, nothing can notice that.
//
// Only what the test itself started is reported, so Check is fit for tests that
// run in parallel. A goroutine is known by a label of package runtime/pprof that
// it inherits, or by the number of the goroutine that started it. What neither
// tells (the callback of a time.AfterFunc, a goroutine that was started by a
// worker that was there before, a finalizer) is nobody's here; [VerifyTestMain]
// reports it for the package. So it does with a goroutine that was started under
// a package-level sync.Once, whichever test came first.
//
// Code under test may set labels itself. What it takes them from is a context, and
// t.Context carries the label while the check lasts; see [Context] for the others.
// With another context the label is gone, and the number has to tell: that of a
// goroutine that is still there. Where one in between has ended too, nothing can
// tell, and it is VerifyTestMain that reports the goroutine. Beside more than 1,000
// goroutines the number of one that the test's own goroutine started last thing
// before the Check, or first thing after it, tells nothing either.
//
// The baseline that Check takes is two counters, the label, and beside up to 1,000
// goroutines those that the test has started before. When nothing was started
// since, the verdict needs no look at the goroutines at all. A pending
// time.AfterFunc or timer has no goroutine and is not seen by this or any tool of
// its kind.
//
// Runners that have a goroutine for each fixture, as Ginkgo and gocheck do, call
// Check in another one than the body of the test, where no label reaches. There the
// baseline is a snapshot of all goroutines, and what is new at the end is the
// test's: such a runner has one test at a time. Where a test of package testing runs
// beside it, and what is new may be that test's, the check fails and says so. In
// Ginkgo call it in BeforeEach, JustBeforeEach, BeforeAll or It, but not in
// DeferCleanup; in gocheck keep what it returns in SetUpTest and call that in
// TearDownTest, where a leak shows as a panic, since nobody listens to the C of
// SetUpTest any more. Called in the goroutine of another test, with a T that
// parallel methods of a suite share, Check fails and says so.
//
// A failed, skipped or panicking test keeps its outcome and its own message; a
// leak adds to it. In a skipped or panicking test the report is a log message.
// VerifyTestMain has the same rule: what a skipped test leaves is shown and fails
// nothing. The report of a check in testing.Benchmark, whose output nobody sees, is
// that of the test around it, and goes to standard error where there is none.
func Check(t TestingT, opts ...Option) (verify func()) {
	requireT(t, "Check", "leaktest.Check(t)")
	if h, ok := t.(helperT); ok {
		h.Helper()
	}
	c := &check{t: t, Search: engine.Search{Settings: newSettings(opts), Compares: true}, self: goroutine.Current()}
	c.elsewhere = !isStandardT(t) && !inTestGoroutine()
	c.Ignores = append(c.Ignores, engine.PackageIgnores.All()...)
	if reason := c.refusal(); reason != "" {
		complain(t, reason)
		return func() {}
	}
	if !c.willConclude() {
		c.Begin()
		return c.conclude
	}
	c.Begin()
	return c.lookEarly
}

// A check is one call of Check.
type check struct {
	engine.Search
	t         TestingT
	self      goroutine.Self
	run       *engine.Run
	ctx       context.Context // t's own
	elsewhere bool            // the test's body may run in another goroutine: see [snapshotScope]
	baseline  map[uint64]bool // what there was, where that is so

	looked    bool // the deferred look was taken
	concluded bool // the verdict was given
}

// begin takes the baseline, as the last thing before the test goes on.
func (c *check) Begin() {
	c.run = engine.NewRun(nameOf(c.t), c.self.ID)
	c.ctx = contextOf(c.t)
	c.inherit()
	c.run.Carry(c.t)
	if c.elsewhere {
		c.baseline = engine.SnapshotIDs()
	}
	c.Scope = &engine.RunScope{Run: c.run, Self: c.self.ID}
	checks.Add(c)
	engine.Owners.Found(c.run.Name, c.self.ID)
	engine.Owners.Begin(c.run)
	c.run.Label(c.ctx)
	c.run.Born = goroutine.ReadCounts()
}

// inherit finds out what the test's goroutine has started so far, and, where nobody
// reads what t is told, whose part t is.
func (c *check) inherit() {
	relatives := engine.RelativesOf(c.self.ID)
	c.run.Children = relatives.Children
	if !isMute(c.t) {
		return
	}
	outer := engine.Owners.WithID(relatives.Owner)
	if outer == nil {
		outer = engine.Owners.OnGoroutine(relatives.Parent)
	}
	if outer != nil {
		c.run = engine.NewRun(outer.Name, c.self.ID)
		c.run.Children, c.run.Within = relatives.Children, outer
	}
}

// leave gives the goroutine of the test back to the owner that it had before.
// Another goroutine has nothing to give back.
func (c *check) leave() {
	if goroutine.Current().ID == c.self.ID {
		c.run.Unlabel(c.ctx)
	}
	engine.Owners.Leave(c.run)
	checks.remove(c)
}

// lookEarly is the deferred look: no verdict unless it is that nothing is left.
func (c *check) lookEarly() {
	if c.looked || c.concluded {
		return
	}
	c.looked = true
	if c.moved() {
		return // t.Cleanup gives the verdict
	}
	c.leave()
	if c.startedNothing() {
		c.clean()
		return
	}
	engine.AwaitExits(c.run.Born.Live)
	if len(c.Look().Candidates) == 0 {
		c.clean()
	}
}

// conclude gives the verdict.
func (c *check) conclude() {
	if h, ok := c.t.(helperT); ok {
		h.Helper()
	}
	c.say(c.judge())
}

// judge returns the verdict, with no text where nothing was left behind.
func (c *check) judge() verdict {
	if c.concluded {
		return verdict{}
	}
	checks.remove(c)
	c.concluded = true
	moved := c.moved()
	if c.startedNothing() && !(moved && !c.elsewhere) {
		engine.Owners.Forget(c.run)
		return verdict{}
	}
	var snapshot *engine.SnapshotScope
	if moved && c.elsewhere {
		snapshot = engine.NewSnapshotScope(c.run, c.baseline)
		c.Scope = snapshot
	}
	v := c.find()
	if len(c.Misuse) > 0 {
		complain(c.t, c.Misuse[0])
	}
	unsure := 0
	if snapshot != nil {
		v.Candidates, unsure = snapshot.Sure(v.Candidates)
	}
	switch {
	case moved && !c.elsewhere:
		return c.misplaced(v)
	case len(v.Candidates) > 0:
	case unsure > 0:
		return c.undecided(unsure)
	default:
		engine.Owners.Forget(c.run)
		return verdict{}
	}
	return c.verdict(v)
}

// moved reports whether the verdict is asked for in another goroutine than the one
// that called Check.
func (c *check) moved() bool { return goroutine.Current().ID != c.self.ID }

// startedNothing reports whether no goroutine was created in the whole process
// since the baseline: then none can have been left behind. An equal number of
// live goroutines would not say so.
func (c *check) startedNothing() bool {
	return goroutine.ReadCounts().Created == c.run.Born.Created
}

// clean is the verdict that nothing was left behind.
func (c *check) clean() {
	c.concluded = true
	engine.Owners.Forget(c.run)
}

// find settles and returns what is left, without what was started once for the
// whole process: that is the suite's.
func (c *check) find() engine.Snapshot {
	engine.AwaitExits(c.run.Born.Live)
	v := c.Search.Find(deadlineOf(c.t))
	v.Candidates = tolerate(&c.Search, slices.DeleteFunc(v.Candidates, engine.OnceStarted()))
	return v
}

// Context returns t's context with the label by which goroutines are known to
// belong to t's test. Code that sets labels with pprof.Do or
// pprof.SetGoroutineLabels takes the labels that are in force from the context
// that it is given, so give it this one:
//
//	pprof.Do(leaktest.Context(t), pprof.Labels("job", "import"), run)
//
// t.Context() of a *testing.T, B or F has the label too while a Check lasts; with
// any other context it is lost, and a goroutine started below is known only while
// the goroutine that started it is there. Without a [Check] and
// without [VerifyTestMain] there is no label, and Context returns t's context as
// it is, or context.Background() where t has none.
func Context(t TestingT) context.Context {
	requireT(t, "Context", "leaktest.Context(t)")
	if c := checks.of(t); c != nil {
		return c.run.Context(c.ctx)
	}
	ctx := contextOf(t)
	if r := engine.Owners.Named(topLevel(nameOf(t))); r != nil {
		return r.Context(ctx)
	}
	return ctx
}
