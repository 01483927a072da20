// Package holds is a suite whose leaks hold memory. The environment variable MAIN says
// who looks: "main" for VerifyTestMain, and the Check of each test otherwise.
package holds

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

const megabyte = 1_000_000

// patience is short: all that is left here is left for good.
const patience = 100 * time.Millisecond

var size = flag.Int("size", 5*megabyte, "bytes that each leak holds")

func TestMain(m *testing.M) {
	if os.Getenv("MAIN") == "main" {
		leaktest.VerifyTestMain(m, leaktest.MaxWait(patience), leaktest.HeldMemory())
	}
	os.Exit(m.Run())
}

func check(t leaktest.TestingT, opts ...leaktest.Option) {
	if os.Getenv("MAIN") == "" {
		leaktest.Check(t, append(opts, leaktest.MaxWait(patience), leaktest.HeldMemory())...)
	}
}

// leak holds bytes that nobody else has, and leakShared some that the package has too.
func leak(n int) {
	block := make([]byte, n)
	stuck := make(chan int)
	go func() { <-stuck; block[0] = 1 }()
}

var kept [][]byte

func leakShared(n int) {
	block := make([]byte, n)
	kept = append(kept, block)
	stuck := make(chan int)
	go func() { <-stuck; block[0] = 1 }()
}

func TestFive(t *testing.T) {
	check(t)
	for range 5 {
		leak(*size)
	}
}

func TestShared(t *testing.T) {
	check(t)
	leakShared(*size)
}

func TestJoint(t *testing.T) {
	check(t)
	block := make([]byte, *size)
	first, second := make(chan int), make(chan int)
	go func() { <-first; block[0] = 1 }()
	go func() { <-second; block[0] = 1 }()
}

func TestIn(t *testing.T) {
	for _, name := range []string{"a (b", "a (b", "c/d"} {
		t.Run(name, func(t *testing.T) {
			if t.Name() == "TestIn/a_(b#01" {
				check(t)
				leak(*size)
			}
		})
	}
}

func TestParallel(t *testing.T) {
	for _, name := range []string{"a", "b", "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t)
			leak(*size * (1 + strings.Index("abc", name)))
		})
	}
}

func TestProven(t *testing.T) {
	check(t, leaktest.Prove())
	leak(*size)
}

// TestFirst leaks in the first of all its runs only: MARK names a file that is there
// then.
func TestFirst(t *testing.T) {
	check(t)
	if os.Remove(os.Getenv("MARK")) == nil {
		leak(*size)
	}
}

// TestElsewhere leaks in another place in the second run.
func TestElsewhere(t *testing.T) {
	check(t)
	if os.Remove(os.Getenv("MARK")) == nil {
		leak(*size)
	} else {
		leakShared(*size)
	}
}

// TestDies does not survive a second run.
func TestDies(t *testing.T) {
	check(t)
	if os.Remove(os.Getenv("MARK")) != nil {
		panic("only once")
	}
	leak(*size)
}

// TestEnvironment leaks much where it could see that it is run once more.
func TestEnvironment(t *testing.T) {
	check(t)
	n := 1
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "LEAKTEST_") {
			n = 1000 * megabyte
		}
	}
	leak(n * 1000)
}

// TestFolder changes the working folder, and needs the one where the tests began, which
// has a file "start".
func TestFolder(t *testing.T) {
	check(t)
	if _, err := os.Stat("start"); err != nil {
		t.Fatal(err)
	}
	leak(*size)
	if err := os.Chdir(".."); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkLeak(b *testing.B) {
	check(b)
	leak(*size)
}
