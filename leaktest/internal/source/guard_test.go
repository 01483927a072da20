package source_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

type recorder struct{ reports []string }

func (r *recorder) Name() string { return "TestRecorded" }
func (r *recorder) Errorf(format string, args ...any) {
	r.reports = append(r.reports, fmt.Sprintf(format, args...))
}

// TestFault: a fault in what looks for hints costs them, and neither the verdict nor
// the rest of the report, which says that there was one.
func TestFault(t *testing.T) {
	whole, broken := leak(t), ""
	func() {
		defer source.BreakLooking()()
		broken = leak(t)
	}()
	const fault = "leaktest met a fault of its own while it looked for hints, and some may be missing; please report it: a case that nobody thought of in "
	if strings.Contains(whole, "a fault of its own") || !strings.Contains(whole, "hint: ") {
		t.Errorf("without a fault the report is\n%s", whole)
	}
	for _, want := range []string{"leaktest: TestRecorded left 1 goroutine behind (still running)", "still waiting in a channel receive, source_test.leak.func", "started by source_test.leak at ", "meant to live on? leaktest.IgnoreCreatedBy(", fault} {
		if !strings.Contains(broken, want) {
			t.Errorf("with a fault the report lacks %q:\n%s", want, broken)
		}
	}
	if strings.Contains(broken, "hint: ") || strings.Count(broken, fault) != 1 {
		t.Errorf("with a fault the report is\n%s", broken)
	}
}

// leak returns the one report on a goroutine that is left behind.
func leak(t *testing.T) string {
	t.Helper()
	r := &recorder{}
	verify := leaktest.Check(r, leaktest.MaxWait(20*time.Millisecond))
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	go func() { <-stop }()
	verify()
	if len(r.reports) != 1 {
		t.Fatalf("%d reports, want 1: %q", len(r.reports), r.reports)
	}
	return r.reports[0]
}
