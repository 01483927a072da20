package leakwatch

import (
	"strings"
	"testing"
	"time"
)

// hostile is a report with names that are made to be misread.
var hostile = Report{
	Samples: 6, Window: 6, Every: time.Minute, Goroutines: 3, Totals: []int{1, 1, 1, 1, 2, 3},
	Groups: []Group{{
		ID: "a1", Count: 3, Counts: []int{0, 0, 1, 1, 2, 3}, PerHour: 36, Suspect: true, Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Stack:  []Frame{{Function: "main.<script>alert(1)</script>", File: "a\"\\\n# EOF\x1b.go", Line: 7}},
		Labels: []Label{{"k\x1b[2J", "v\r\nx", 3}},
	}},
}

// TestHostileNames: names from labels and files end no line, no attribute and no value.
func TestHostileNames(t *testing.T) {
	for name, f := range forms {
		var b strings.Builder
		if err := f.write(&b, hostile); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\r") && name != "metrics" || strings.Contains(b.String(), "<script>") && name == "" {
			t.Errorf("%q shows control characters or a script:\n%s", name, b.String())
		}
		if name == "metrics" && strings.Count(b.String(), "\n# EOF") != 1 {
			t.Errorf("the metrics end in the middle:\n%s", b.String())
		}
	}
}

// TestSummary: the first line says what an operator needs first.
func TestSummary(t *testing.T) {
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, tt := range []struct {
		report Report
		want   string
	}{
		{Report{}, "no sample was taken yet"},
		{Report{Samples: 1, Window: 60, Every: time.Minute, First: begun, Goroutines: 5}, "5 goroutines; no verdict before 2026-01-02 04:03:05 UTC, when there are 60 samples"},
		{Report{Samples: 60, Window: 60, Goroutines: 5}, "5 goroutines, and no group is suspect"},
		{Report{Samples: 60, Window: 60, Goroutines: 5, Groups: []Group{{Growing: true}}}, "5 goroutines, and no group is suspect; 1 growing"},
		{hostile, "3 goroutines, and 1 group is suspect: it grew over the whole window"},
		{Report{Samples: 2, Goroutines: 5, Error: "no\nroom"}, "5 goroutines, of an older sample: no\ufffdroom"},
	} {
		if got := tt.report.summary(); got != tt.want {
			t.Errorf("summary: %q, want %q", got, tt.want)
		}
	}
}

// TestStandard: a group is named by the program's own function.
func TestStandard(t *testing.T) {
	for function, want := range map[string]bool{
		"net/http.(*Server).Serve": true,
		"runtime.gopark":           true,
		"main.run":                 false,
		"github.com/leaktight/leaktight/leaktest/leakwatch.Start": false,
		"gopkg.in/yaml%2ev3.Unmarshal":                            false,
	} {
		if got := standard(function); got != want {
			t.Errorf("standard(%q) = %t, want %t", function, got, want)
		}
	}
}
