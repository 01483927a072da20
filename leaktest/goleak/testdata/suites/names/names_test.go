// Package names leaves a goroutine behind in the test that LEAK names, and none
// in the others, under a VerifyTestMain of goleak. Each test counts the frames
// between itself and package testing.
package names

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		go wait(time.Hour) // is of no test
		fmt.Println("after:", flag.Lookup("test.skip").Value)
		for _, l := range leaktest.Find() {
			fmt.Println("owner after:", l.Owner)
		}
		os.Exit(code)
	}))
}

// work starts a goroutine, and waits for it unless the test of that name is to
// leak.
func work(name string) {
	done := make(chan int)
	go func() { done <- 1 }()
	if os.Getenv("LEAK") != name {
		<-done
	}
}

func wait(d time.Duration) { time.Sleep(d) }

// caller fails the test unless package testing has called the function that
// calls this one.
func caller(t testing.TB) {
	pcs := make([]uintptr, 1)
	runtime.Callers(3, pcs)
	frame, _ := runtime.CallersFrames(pcs).Next()
	if !strings.HasPrefix(frame.Function, "testing.") {
		t.Errorf("%s is called by %s", t.Name(), frame.Function)
	}
}

func TestFirst(t *testing.T) {
	caller(t)
	work("TestFirst")
}

func TestSubtests(t *testing.T) {
	caller(t)
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			caller(t)
			t.Parallel()
			work("TestSubtests/" + name)
		})
	}
}

func TestParallel(t *testing.T) {
	caller(t)
	t.Parallel()
	work("TestParallel")
}

func TestBeside(t *testing.T) {
	caller(t)
	t.Parallel()
	work("TestBeside")
}

// TestNamesake has a subtest with the name of another test.
func TestNamesake(t *testing.T) {
	t.Run("TestFirst", func(t *testing.T) { work("TestNamesake") })
}

func TestLast(t *testing.T) {
	caller(t)
	work("TestLast")
}

// TestChecked replaces the label with that of a Check, whose deferred look gives
// it back.
func TestChecked(t *testing.T) {
	caller(t)
	defer work("TestChecked")
	defer leaktest.Check(t)()
}

func BenchmarkFirst(b *testing.B) {
	caller(b)
	for b.Loop() {
		time.Sleep(time.Microsecond)
	}
	work("BenchmarkFirst")
}

func BenchmarkSecond(b *testing.B) {
	b.Run("sub", func(b *testing.B) {
		caller(b)
		for b.Loop() {
			time.Sleep(time.Microsecond)
		}
		work("BenchmarkSecond")
	})
}

func FuzzFirst(f *testing.F) {
	caller(f)
	f.Add(1)
	f.Fuzz(func(*testing.T, int) { work("FuzzFirst") })
}

func FuzzSecond(f *testing.F) { f.Fuzz(func(*testing.T, int) {}) }

func Example_first() {
	work("Example_first")
	// Output:
}

func Example_last() {
	// Output:
}
