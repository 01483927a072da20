package leaktest_test

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

var (
	_ leaktest.TestingT = testing.TB(nil)
	_ leaktest.TestingM = (*testing.M)(nil)
)

func TestCheckReportsALeak(t *testing.T) {
	stop := newStop(t)
	r := record("TestLeaky", func(r *recorder) {
		leaktest.Check(r)
		start(stop)
	})
	report := r.report(t)
	if first, _, _ := strings.Cut(report, "\n"); first != "leaktest: TestLeaky left 1 goroutine behind (still running)" {
		t.Errorf("the first line is %q", first)
	}
	wantLines(t, report,
		"recorder_test.go:", "still waiting in a channel receive, leaktest_test.start.func1\n",
		"started by leaktest_test.start at leaktest/recorder_test.go:", ", from TestLeaky\n",
		"|     <-stop\n", "| go func() {\n",
		"hint: send on the channel or close it on every path",
		`meant to live on? leaktest.IgnoreCreatedBy("github.com/leaktight/leaktight/leaktest_test.start")`,
	)
	if got := strings.Join(r.attrs, " "); got != "leaktest.leaks=1" {
		t.Errorf("attributes %q, want the count", got)
	}
}

func TestCheckIsSilentWhenAllEnd(t *testing.T) {
	record("TestClean", func(r *recorder) {
		leaktest.Check(r)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { time.Sleep(time.Millisecond) })
		}
	}).wantClean(t)
}

func TestCheckWaitsForWhatIsAboutToEnd(t *testing.T) {
	record("TestSlowExit", func(r *recorder) {
		leaktest.Check(r)
		go time.Sleep(600 * time.Millisecond)
	}).wantClean(t)
}

func TestCheckComesAfterLaterCleanups(t *testing.T) {
	record("TestClosesInCleanup", func(r *recorder) {
		leaktest.Check(r)
		stop := make(chan struct{})
		r.Cleanup(func() { close(stop) })
		start(stop)
	}).wantClean(t)
}

func TestDeferredCheckHoldsItsVerdict(t *testing.T) {
	record("TestDeferredClosesInCleanup", func(r *recorder) {
		stop := make(chan struct{})
		defer leaktest.Check(r)()
		r.Cleanup(func() { close(stop) })
		start(stop)
	}).wantClean(t)
	stop := newStop(t)
	r := record("TestDeferredLeak", func(r *recorder) {
		defer leaktest.Check(r)()
		start(stop)
	})
	wantLines(t, r.report(t), "leaktest: TestDeferredLeak left 1 goroutine behind (still running)\n")
}

// TestDeferredCheckThatIsCleanIsTheVerdict starts a goroutine after the deferred
// look, which the check does not cover any more.
func TestDeferredCheckThatIsCleanIsTheVerdict(t *testing.T) {
	stop := newStop(t)
	record("TestStartsLater", func(r *recorder) {
		func() {
			defer leaktest.Check(r)()
		}()
		start(stop)
	}).wantClean(t)
}

// withoutCleanup is a t that has nothing but Errorf.
type withoutCleanup struct{ r *recorder }

func (w withoutCleanup) Errorf(format string, args ...any) { w.r.Errorf(format, args...) }

func TestCheckWithoutCleanup(t *testing.T) {
	stop := newStop(t)
	r := record("", func(r *recorder) {
		verify := leaktest.Check(withoutCleanup{r})
		start(stop)
		verify()
		verify() // one verdict for each Check
	})
	wantLines(t, r.report(t), "leaktest: the test left 1 goroutine behind (still running)\n")
}

// TestSwappedGoroutines is the reason why counts decide nothing: one goroutine
// that was there ends, and one leaks. A goroutine of an earlier test that ends
// just then makes the counts differ, and the case is tried again.
func TestSwappedGoroutines(t *testing.T) {
	stop := newStop(t)
	for range 20 {
		bystander := make(chan struct{})
		start(bystander)
		before := runtime.NumGoroutine()
		var during int
		r := record("TestSwap", func(r *recorder) {
			leaktest.Check(r)
			close(bystander)
			start(stop)
			time.Sleep(10 * time.Millisecond)
			during = runtime.NumGoroutine() - 1 // the recorder's own
		})
		wantLines(t, r.report(t), "left 1 goroutine behind")
		if during == before {
			return
		}
	}
	t.Error("the counts before and during the test were never equal")
}

func TestEqualLeaksAreOneEntry(t *testing.T) {
	stop := newStop(t)
	r := record("TestMany", func(r *recorder) {
		leaktest.Check(r)
		for range 500 {
			start(stop)
		}
	})
	report := r.report(t)
	wantLines(t, report, "leaktest: TestMany left 500 goroutines behind (still running)\n", ": 500 goroutines still waiting in a channel receive")
	if n := strings.Count(report, "|     <-stop"); n != 1 {
		t.Errorf("%d entries, want 1:\n%s", n, report)
	}
}

func TestSkippedTestKeepsItsOutcome(t *testing.T) {
	stop := newStop(t)
	r := record("TestSkipped", func(r *recorder) {
		leaktest.Check(r)
		start(stop)
		r.isSkip = true
	})
	r.wantClean(t)
	if len(r.logs) != 1 || !strings.HasPrefix(r.logs[0], "leaktest: TestSkipped was skipped and left 1 goroutine behind (still running)\n") {
		t.Errorf("logs %q", r.logs)
	}
}

func TestPanickingTestKeepsItsOutcome(t *testing.T) {
	stop := newStop(t)
	r := &recorder{name: "TestPanics", ctx: t.Context(), cancel: func() {}}
	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() {
			if p := recover(); p != "boom" {
				t.Errorf("the panic became %v", p)
			}
		}()
		defer r.end()
		leaktest.Check(r)
		start(stop)
		panic("boom")
	})
	wg.Wait()
	r.wantClean(t)
	if len(r.logs) != 1 || !strings.HasPrefix(r.logs[0], "leaktest: TestPanics panics, see below; it also left 1 goroutine behind\n") {
		t.Errorf("logs %q", r.logs)
	}
}

// TestMisuse: each misuse is one error that says what to do instead.
func TestMisuse(t *testing.T) {
	none := func(*recorder) {}
	for _, test := range []struct {
		name string
		body func(*recorder)
		want string
	}{
		{"twice", func(r *recorder) { leaktest.Check(r); leaktest.Check(r) },
			"leaktest: Check was called twice in TestMisused, and the first one covers the whole test; remove one of them"},
		{"after the end", func(r *recorder) { r.cancel(); leaktest.Check(r) },
			"leaktest: Check was called after TestMisused has ended; call it as the first statement of the test"},
		{"sleep as top function", func(r *recorder) { leaktest.Check(r, leaktest.IgnoreTopFunction("time.Sleep")) },
			`leaktest: IgnoreTopFunction("time.Sleep") would hide every sleeping goroutine, yours included; name who starts the one that you mean: leaktest.IgnoreCreatedBy("example.com/pkg.Func")`},
		{"poll as top function", func(r *recorder) { leaktest.Check(r, leaktest.IgnoreTopFunction("internal/poll.runtime_pollWait")) },
			`leaktest: IgnoreTopFunction("internal/poll.runtime_pollWait") would hide every goroutine that waits for I/O, yours included; name who starts the one that you mean: leaktest.IgnoreCreatedBy("example.com/pkg.Func")`},
		{"no package", func(r *recorder) { leaktest.Check(r, leaktest.IgnorePackage("/...")) },
			`leaktest: IgnorePackage("/...") does not name a package; give its import path, as in leaktest.IgnorePackage("example.com/pkg") or leaktest.IgnorePackage("example.com/pkg/...")`},
		{"no reason", func(r *recorder) { leaktest.Check(r, leaktest.IgnoreFunc(" ", nil)) },
			"leaktest: IgnoreFunc needs a reason: why may these goroutines live on?"},
		{"no function", func(r *recorder) { leaktest.Check(r, leaktest.IgnoreFunc("daemon", nil)) },
			`leaktest: IgnoreFunc("daemon", nil) has no function to ask`},
		{"nothing", none, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := record("TestMisused", test.body)
			if got := strings.Join(r.errors, "\n"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestCheckInABubble(t *testing.T) {
	r := &recorder{name: "TestBubble", ctx: t.Context()}
	synctest.Test(t, func(*testing.T) { leaktest.Check(r) })
	wantLines(t, r.report(t), "leaktest: Check was called inside a synctest bubble of TestBubble, where time stands still")
}

// TestNilT: a nil t, or a nil pointer, is a panic that says so.
func TestNilT(t *testing.T) {
	var none *testing.T
	var nobody *recorder
	for _, test := range []struct {
		call func()
		want string
	}{
		{func() { leaktest.Check(nil) }, "leaktest: Check was given a nil t; call it with the test's own, as in leaktest.Check(t)"},
		{func() { leaktest.Check(none) }, "leaktest: Check was given a nil *testing.T; call it with the test's own, as in leaktest.Check(t)"},
		{func() { defer leaktest.Check(nobody)() }, "leaktest: Check was given a nil *leaktest_test.recorder; call it with the test's own, as in leaktest.Check(t)"},
		{func() { leaktest.Check(struct{ testing.TB }{}) }, "leaktest: Check was given a struct { testing.TB } around nil; call it with the test's own, as in leaktest.Check(t)"},
		{func() { leaktest.Check(&struct{ *testing.T }{}) }, "leaktest: Check was given a *struct { *testing.T } around nil; call it with the test's own, as in leaktest.Check(t)"},
		{func() { leaktest.Context(none) }, "leaktest: Context was given a nil *testing.T; call it with the test's own, as in leaktest.Context(t)"},
		{func() { leaktest.CheckGrowth(none, 5, func() {}) }, "leaktest: CheckGrowth was given a nil *testing.T; call it with the test's own, as in leaktest.CheckGrowth(t, 20, f)"},
	} {
		func() {
			defer func() {
				if p := recover(); p != test.want {
					t.Errorf("panic %v, want %s", p, test.want)
				}
			}()
			test.call()
		}()
	}
}
