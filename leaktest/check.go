package leaktest

import (
	"context"
	"slices"

	"github.com/leaktight/leaktight/leaktest/goroutine"
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
// a package-level sync.Once, whichever test came first. See [Context] for code
// that sets labels itself.
//
// The baseline that Check takes is two counters and the label: it costs the same
// with no other goroutine and with 100,000. When nothing was started since, the
// verdict needs no look at the goroutines at all. A pending time.AfterFunc or
// timer has no goroutine and is not seen by this or any tool of its kind.
//
// A failed, skipped or panicking test keeps its outcome and its own message; a
// leak adds to it. In a skipped or panicking test the report is a log message.
func Check(t TestingT, opts ...Option) (verify func()) {
	if t == nil {
		panic("leaktest: Check was given a nil t; call it with the test's own, as in leaktest.Check(t)")
	}
	if h, ok := t.(helperT); ok {
		h.Helper()
	}
	c := &check{t: t, search: search{settings: newSettings(opts), compares: true}, self: goroutine.Current()}
	c.ignores = append(c.ignores, packageIgnores.all()...)
	if reason := c.refusal(); reason != "" {
		complain(t, reason)
		return func() {}
	}
	registrar, ok := t.(interface{ Cleanup(func()) })
	if !ok {
		c.begin()
		return c.conclude
	}
	registrar.Cleanup(c.conclude)
	c.begin()
	return c.lookEarly
}

// A check is one call of Check.
type check struct {
	search
	t    TestingT
	self goroutine.Self
	run  *run

	looked    bool // the deferred look was taken
	concluded bool // the verdict was given
}

// begin takes the baseline, as the last thing before the test goes on.
func (c *check) begin() {
	c.run = newRun(nameOf(c.t), c.self.ID)
	c.scope = &runScope{run: c.run, self: c.self.ID}
	checks.add(c)
	owners.found(c.run.name, c.self.ID)
	owners.begin(c.run)
	c.run.label(contextOf(c.t))
	c.run.born = goroutine.ReadCounts()
}

// lookEarly is the deferred look: no verdict unless it is that nothing is left.
func (c *check) lookEarly() {
	if c.looked || c.concluded {
		return
	}
	c.looked = true
	c.run.unlabel(contextOf(c.t))
	owners.leave(c.run)
	checks.remove(c)
	if c.startedNothing() {
		c.clean()
		return
	}
	awaitExits(c.run.born.Live)
	if len(c.look().remnants) == 0 {
		c.clean()
	}
}

// conclude gives the verdict.
func (c *check) conclude() {
	if h, ok := c.t.(helperT); ok {
		h.Helper()
	}
	if c.concluded {
		return
	}
	checks.remove(c)
	if c.startedNothing() {
		c.clean()
		return
	}
	v := c.find()
	if len(c.misuse) > 0 {
		complain(c.t, c.misuse[0])
	}
	if len(v.remnants) == 0 {
		c.clean()
		return
	}
	c.concluded = true
	say, text := c.verdict(v)
	say("%s", text)
}

// startedNothing reports whether no goroutine was created in the whole process
// since the baseline: then none can have been left behind. An equal number of
// live goroutines would not say so.
func (c *check) startedNothing() bool {
	return goroutine.ReadCounts().Created == c.run.born.Created
}

// clean is the verdict that nothing was left behind.
func (c *check) clean() {
	c.concluded = true
	owners.forget(c.run)
}

// find settles and returns what is left, without what was started once for the
// whole process: that is the suite's.
func (c *check) find() view {
	awaitExits(c.run.born.Live)
	v := c.search.find(deadlineOf(c.t))
	v.remnants = c.tolerate(slices.DeleteFunc(v.remnants, onceStarted()))
	return v
}

// Context returns t's context with the label by which goroutines are known to
// belong to t's test. Code that sets labels with pprof.Do or
// pprof.SetGoroutineLabels takes the labels that are in force from the context
// that it is given, so give it this one:
//
//	pprof.Do(leaktest.Context(t), pprof.Labels("job", "import"), run)
//
// With t.Context() the label is lost, and a goroutine started below is known
// only while the goroutine that started it is there. Without a [Check] and
// without [VerifyTestMain] there is no label, and Context returns t's context as
// it is, or context.Background() where t has none.
func Context(t TestingT) context.Context {
	ctx := contextOf(t)
	if c := checks.of(t); c != nil {
		return c.run.context(ctx)
	}
	if r := owners.named(topLevel(nameOf(t))); r != nil {
		return r.context(ctx)
	}
	return ctx
}
