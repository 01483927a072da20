package driver

import (
	"strings"
	"testing"
)

// TestShape pins what of a line a fingerprint depends on: what is done, not what its
// variables are called.
func TestShape(t *testing.T) {
	for _, tt := range []struct {
		one, other string
		same       bool
	}{
		{"go w.run(n) // start", "  go worker.run( count )", true},
		{"out <- compute(x)", "results <- compute(y)", true},
		{"go w.run(n)", "go w.stop(n)", false},
		{"go run(n)", "go stop(n)", false},
		{"out <- v", "<-out", false},
		{"x := f[int](a)", "y := f[int](b)", true},
		{`say("a`, `say("b`, false}, // a line of something longer
	} {
		s := &source{lines: []string{tt.one, tt.other}}
		if one, other := s.shape(1), s.shape(2); (one == other) != tt.same {
			t.Errorf("%q and %q have the shapes %q and %q, want them equal: %t", tt.one, tt.other, one, other, tt.same)
		}
	}
	if got := (&source{}).shape(1); got != "" {
		t.Errorf("a line that is not there has the shape %q", got)
	}
}

// TestMarkdown pins how a page is shown where Markdown is: code is code, and no line
// of it is lost.
func TestMarkdown(t *testing.T) {
	page := strings.Join([]string{"A send waits.", "", "# Wrong", "", "\tgo func() {", "", "\t\tout <- 1", "\t}()", "", "# Right", "", "\tx()"}, "\n")
	want := strings.Join([]string{"A send waits.", "", "# Wrong", "", "```go", "go func() {", "", "\tout <- 1", "}()", "```", "", "# Right", "", "```go", "x()", "```", ""}, "\n")
	if got := markdown(page); got != want {
		t.Errorf("markdown:\n%s\nwant:\n%s", got, want)
	}
}
