package leaktest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

const startName = "github.com/leaktight/leaktight/leaktest_test.start"

// TestIgnores: each rule hides the goroutine of start, and its near miss does
// not.
func TestIgnores(t *testing.T) {
	const pkg = "github.com/leaktight/leaktight/leaktest_test"
	for _, test := range []struct {
		name   string
		option leaktest.Option
		hides  bool
	}{
		{"top function", leaktest.IgnoreTopFunction(startName + ".func1"), true},
		{"top function, prefix", leaktest.IgnoreTopFunction(startName), false},
		{"any function", leaktest.IgnoreAnyFunction(startName + ".func1"), true},
		{"any function, creator", leaktest.IgnoreAnyFunction(startName), false},
		{"created by", leaktest.IgnoreCreatedBy(startName), true},
		{"created by, substring", leaktest.IgnoreCreatedBy("leaktest_test.start"), false},
		{"package", leaktest.IgnorePackage(pkg), true},
		{"packages below", leaktest.IgnorePackage("github.com/leaktight/..."), true},
		{"package above", leaktest.IgnorePackage("github.com/leaktight/leaktight"), false},
		{"package with the same beginning", leaktest.IgnorePackage("github.com/leaktight/leak/..."), false},
		{"function", leaktest.IgnoreFunc("a test", func(l leaktest.Leak) bool { return l.CreatedBy == startName }), true},
		{"function that says no", leaktest.IgnoreFunc("a test", func(leaktest.Leak) bool { return false }), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			stop := newStop(t)
			r := record("TestIgnoring", func(r *recorder) {
				leaktest.Check(r, test.option)
				start(stop)
			})
			if hidden := len(r.errors) == 0; hidden != test.hides {
				t.Errorf("hidden: %v, want %v; %s", hidden, test.hides, r.errors)
			}
		})
	}
}

func TestIgnoreCurrent(t *testing.T) {
	stop := newStop(t)
	start(stop)
	current := leaktest.IgnoreCurrent()
	if leaks := leaktest.Find(current); len(leaks) != 0 {
		t.Errorf("found %d goroutines that were there before", len(leaks))
	}
	start(stop)
	if leaks := leaktest.Find(current); len(leaks) != 1 {
		t.Errorf("found %d goroutines, want the one that was started since", len(leaks))
	}
}

// TestWait shows the bounds by what they let through: a goroutine that is
// parked, without a change, and ends after a while.
func TestWait(t *testing.T) {
	for _, test := range []struct {
		name   string
		option func(context.Context) leaktest.Option
		ends   time.Duration // after the test
		clean  bool
	}{
		{"parked for less than the patience", func(context.Context) leaktest.Option { return nil }, 100 * time.Millisecond, true},
		{"parked forever", func(context.Context) leaktest.Option { return leaktest.MaxWait(50 * time.Millisecond) }, time.Hour, false},
		{"explicit bound", func(context.Context) leaktest.Option { return leaktest.MaxWait(20 * time.Second) }, 900 * time.Millisecond, true},
		{"until", leaktest.Until, 900 * time.Millisecond, true},
		{"one look", func(context.Context) leaktest.Option { return leaktest.MaxWait(0) }, time.Hour, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			stop := make(chan struct{})
			r := record("TestWaiting", func(r *recorder) {
				leaktest.Check(r, test.option(ctx))
				start(stop)
				timer := time.AfterFunc(test.ends, func() { close(stop) })
				t.Cleanup(func() {
					if timer.Stop() {
						close(stop)
					}
				})
			})
			if clean := len(r.errors) == 0; clean != test.clean {
				t.Errorf("clean: %v, want %v: %s", clean, test.clean, r.errors)
			}
		})
	}
}

func TestUntilIsDone(t *testing.T) {
	stop := newStop(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := record("TestCanceled", func(r *recorder) {
		leaktest.Check(r, leaktest.Until(ctx), leaktest.MaxWait(time.Hour))
		start(stop)
	})
	wantLines(t, r.report(t), "leaktest: TestCanceled left 1 goroutine behind (still running)\n")
}

func TestFind(t *testing.T) {
	stop := newStop(t)
	current := leaktest.IgnoreCurrent()
	start(stop)
	leaks := leaktest.Find(current)
	if len(leaks) != 1 {
		t.Fatalf("%d leaks, want 1", len(leaks))
	}
	l := leaks[0]
	got := fmt.Sprintf("%s, %s, %s, %s", l.Kind, l.State, l.Function, l.CreatedBy)
	if want := "recvleak, chan receive, " + startName + ".func1, " + startName; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !strings.HasSuffix(l.File, "/recorder_test.go") || l.Line <= l.CreatedLine || l.ID == 0 || len(l.Stack) == 0 || l.Hint == "" {
		t.Errorf("incomplete: %+v", l)
	}
	if !strings.Contains(l.Raw, startName+".func1()") {
		t.Errorf("raw is %q", l.Raw)
	}
}

func TestFindRefusesMisuse(t *testing.T) {
	defer func() {
		if p, _ := recover().(string); !strings.HasPrefix(p, `leaktest: IgnoreTopFunction("time.Sleep") would hide`) {
			t.Errorf("panic %q", p)
		}
	}()
	leaktest.Find(leaktest.IgnoreTopFunction("time.Sleep"))
}

func TestFortytwo2Names(t *testing.T) {
	stop := newStop(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	for _, verify := range []func(*recorder) func(){
		func(r *recorder) func() { return leaktest.CheckTimeout(r, 10*time.Millisecond) },
		func(r *recorder) func() { return leaktest.CheckContext(ctx, r) },
	} {
		r := record("TestTimeout", func(r *recorder) {
			defer verify(r)()
			start(stop)
		})
		wantLines(t, r.report(t), "leaktest: TestTimeout left 1 goroutine behind (still running)\n")
	}
}
