// Package sides is run once with goleak and once, with the tag original, with
// go.uber.org/goleak, by the tests of package goleak.
package sides

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/trace"
	"testing"
	"testing/synctest"
	"time"
)

// TestMain checks the package where SIDES_MAIN is set: most programs are about
// one check.
func TestMain(m *testing.M) {
	if os.Getenv("SIDES_MAIN") != "" {
		verifyTestMain(m)
		return
	}
	os.Exit(m.Run())
}

// leak starts a goroutine that stays.
func leak() { start(make(chan int)) }

func start(c chan int) {
	go block(c)
}

func block(c chan int) { <-c }

// slow is longer than either side waits, on a busy machine too.
const slow = 5 * time.Second

func TestParallelBusy(t *testing.T) {
	t.Parallel()
	c := make(chan int)
	start(c)
	time.Sleep(slow)
	close(c)
}

func TestParallelClean(t *testing.T) {
	t.Parallel()
	defer verifyNone(t)
	time.Sleep(slow / 50)
}

func TestParallelLeaks(t *testing.T) {
	t.Parallel()
	defer verifyNone(t)
	leak()
}

func TestParallelNested(t *testing.T) {
	t.Parallel()
	defer verifyNone(t)
	done := make(chan int)
	go func() {
		leak()
		close(done)
	}()
	<-done
}

func TestSubtestsBusy(t *testing.T) {
	t.Run("busy", func(t *testing.T) {
		t.Parallel()
		c := make(chan int)
		start(c)
		time.Sleep(slow)
		close(c)
	})
	t.Run("clean", func(t *testing.T) {
		t.Parallel()
		defer verifyNone(t)
		time.Sleep(slow / 50)
	})
}

func TestParentOfLeakingSubtests(t *testing.T) {
	defer verifyNone(t)
	t.Run("leaks", func(t *testing.T) {
		t.Parallel()
		leak()
	})
}

func TestParentOfCleanSubtests(t *testing.T) {
	defer verifyNone(t)
	t.Run("clean", func(t *testing.T) {
		c := make(chan int)
		start(c)
		t.Parallel()
		close(c)
	})
}

func TestFatal(t *testing.T) {
	defer verifyNone(t)
	leak()
	t.Fatal("a failure of its own")
}

func TestSkip(t *testing.T) {
	defer verifyNone(t)
	leak()
	t.Skip("a reason to skip")
}

func TestPanic(t *testing.T) {
	defer verifyNone(t)
	leak()
	panic("boom")
}

func TestClosingCleanup(t *testing.T) {
	c := make(chan int)
	t.Cleanup(func() { close(c) })
	defer verifyNone(t)
	start(c)
}

func TestForgettingCleanup(t *testing.T) {
	t.Cleanup(func() {})
	defer verifyNone(t)
	leak()
}

func TestContext(t *testing.T) {
	defer verifyNone(t)
	go func() {
		<-t.Context().Done()
	}()
}

func TestMiddle(t *testing.T) {
	c := make(chan int)
	start(c)
	verifyNone(t)
	close(c)
}

// TestMiddleLiteral checks in functions that end before the test does.
func TestMiddleLiteral(t *testing.T) {
	c := make(chan int)
	start(c)
	func() {
		defer func() {
			verifyNone(t)
		}()
	}()
	close(c)
}

func TestMiddleChain(t *testing.T) {
	c := make(chan int)
	start(c)
	caller{}.call(func() {
	}).call(func() {
		verifyNone(t)
	})
	close(c)
}

type caller struct{}

func (c caller) call(f func()) caller {
	f()
	return c
}

// TestMiddleLines has the check in a call of several lines.
func TestMiddleLines(t *testing.T) {
	c := make(chan int)
	start(c)
	verifyNone(
		t,
		options()...,
	)
	close(c)
}

func TestInCleanup(t *testing.T) {
	t.Cleanup(func() { verifyNone(t) })
	c := make(chan int)
	t.Cleanup(func() { close(c) })
	start(c)
}

func TestInCleanupLeaks(t *testing.T) {
	t.Cleanup(func() { verifyNone(t, options()...) })
	leak()
}

// TestInCleanupTooEarly closes in a cleanup that comes after the check.
func TestInCleanupTooEarly(t *testing.T) {
	c := make(chan int)
	t.Cleanup(func() { close(c) })
	t.Cleanup(func() { verifyNone(t) })
	start(c)
}

// TestTicker leaves a loop around a ticker, and TestSpins one that is runnable
// whenever somebody looks.
func TestTicker(t *testing.T) {
	defer verifyNone(t)
	go func() {
		for range time.Tick(time.Microsecond) {
		}
	}()
}

func TestSpins(t *testing.T) {
	defer verifyNone(t)
	go func() {
		for {
			runtime.Gosched()
		}
	}()
}

// TestTwice checks before and after.
func TestTwice(t *testing.T) {
	verifyNone(t)
	defer verifyNone(t, ignoreCurrent())
	leak()
	verifyNone(t, ignoreCurrent())
}

// TestHandedOptions ignores by the options that a helper returns.
func TestHandedOptions(t *testing.T) {
	defer verifyNone(t, append(options(), ignoreTop("github.com/leaktight/leaktight/leaktest/goleak/testdata/suites/sides.block"))...)
	leak()
}

func TestHandedAnyOptions(t *testing.T) {
	defer verifyNone(t, append(options(), ignoreAny("github.com/leaktight/leaktight/leaktest/goleak/testdata/suites/sides.block"))...)
	leak()
}

func TestEarlier(t *testing.T) { leak() }

func TestLater(t *testing.T) { defer verifyNone(t) }

func TestDeep(t *testing.T) {
	defer verifyNone(t)
	started := make(chan int)
	go deep(200, started)
	<-started
}

var depth int

func deep(n int, started chan int) {
	if n == 0 {
		close(started)
		block(make(chan int))
	}
	deep(n-1, started)
	depth = n // keeps this a call of its own
}

func TestWrongOrder(t *testing.T) {
	c := make(chan int)
	defer close(c)
	defer verifyNone(t)
	start(c)
}

func TestHelper(t *testing.T) {
	defer func() { check(t) }()
	leak()
}

func check(t *testing.T) {
	t.Helper()
	verifyNone(t)
}

func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer verifyNone(t)
		go time.Sleep(time.Microsecond)
	})
}

func TestLeakingBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer verifyNone(t)
		leak()
	})
}

func TestTrace(t *testing.T) {
	if err := trace.Start(io.Discard); err != nil {
		t.Skip(err)
	}
	verifyNone(t)
	trace.Stop()
}

func TestClean(t *testing.T) {
	defer verifyNone(t)
	c := make(chan int)
	start(c)
	close(c)
}

// TestFrames counts the frames up to package testing, as tests of loggers do.
func TestFrames(t *testing.T) {
	pcs := make([]uintptr, 1)
	runtime.Callers(2, pcs)
	if f, _ := runtime.CallersFrames(pcs).Next(); f.Function != "testing.tRunner" {
		t.Errorf("called by %s", f.Function)
	}
}

func TestFails(t *testing.T) {
	leak()
	t.Error("a failure of its own")
}

func BenchmarkClean(b *testing.B) {
	b.Run("sub", func(b *testing.B) {
		defer verifyNone(b)
		for b.Loop() {
			c := make(chan int)
			start(c)
			close(c)
		}
	})
}

func BenchmarkLeaks(b *testing.B) {
	b.Run("sub", func(b *testing.B) {
		defer verifyNone(b, ignoreCurrent())
		for b.Loop() {
		}
		leak()
	})
}

func FuzzClean(f *testing.F) {
	f.Add(1)
	f.Fuzz(func(t *testing.T, _ int) {
		defer verifyNone(t)
	})
}

func FuzzLeaks(f *testing.F) {
	f.Add(1)
	f.Fuzz(func(t *testing.T, _ int) {
		defer verifyNone(t, ignoreCurrent())
		leak()
	})
}

func Example_clean() {
	fmt.Println(find())
	// Output: <nil>
}

func Example_leaks() {
	leak()
	fmt.Println(find() != nil)
	// Output: true
}

func TestAgainFirst(t *testing.T) {
	defer verifyNone(t)
	start(make(chan int))
	start(make(chan int))
}

func TestAgainSecond(t *testing.T) {
	defer verifyNone(t)
	go func() { <-make(chan int) }()
}

func TestAgainThird(t *testing.T) {
	defer verifyNone(t)
	t.Log("leaves nothing of its own")
}
