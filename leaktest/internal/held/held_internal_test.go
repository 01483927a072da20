package held

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// TestArguments: one test runs, once, with what the user's own flags say; what this run
// writes beside, and which tests it has, is not repeated.
func TestArguments(t *testing.T) {
	flags := flag.NewFlagSet("x.test", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for _, name := range []string{"test.run", "test.coverprofile", "test.short", "dsn"} {
		flags.String(name, "", "")
	}
	if err := flags.Parse([]string{"-test.run=TestB", "-test.coverprofile=c.out", "-test.short=true", "-dsn", "a=b c", "rest", "-more"}); err != nil {
		t.Fatal(err)
	}
	got := arguments(flags, "TestA/b.c", 3*time.Second)
	want := []string{"-test.run=^TestA$/^b\\.c$", "-test.count=1", fmt.Sprintf("-test.cpu=%d", runtime.GOMAXPROCS(0)), "-test.timeout=3s",
		"-dsn=a=b c", "-test.short=true", "--", "rest", "-more"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestReason: of what a child printed that line is told which says why it has ended.
func TestReason(t *testing.T) {
	var out tail
	fmt.Fprint(&out, strings.Repeat("a line of the test\n", 10_000), "panic: only once [recovered]\n", "goroutine 7 [running]:\n")
	if len(out.text) > tailSize {
		t.Errorf("%d bytes are kept, want %d at most", len(out.text), tailSize)
	}
	if got := out.reason(); got != "panic: only once [recovered]" {
		t.Errorf("the reason is %q", got)
	}
	if got := new(tail).reason(); got != "" {
		t.Errorf("the reason of nothing is %q", got)
	}
}

// TestPlaceOf: equal stacks are one place, and another line is another.
func TestPlaceOf(t *testing.T) {
	at := func(line int) *goroutine.Goroutine {
		return &goroutine.Goroutine{
			ID:        uint64(line),
			Stack:     []goroutine.Frame{{Function: "p.f", File: "/p/p.go", Line: line}},
			CreatedBy: &goroutine.Frame{Function: "p.g", File: "/p/p.go", Line: 3},
		}
	}
	if a, b := PlaceOf(at(7)), PlaceOf(at(8)); a == b || a != PlaceOf(at(7)) {
		t.Errorf("the places are %q and %q", a, b)
	}
}
