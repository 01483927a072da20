package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"
)

// TestRunRefuses shows that a wrong command line is an error that helps.
func TestRunRefuses(t *testing.T) {
	for _, args := range [][]string{{}, {"everything"}, {"corpus", "real"}} {
		var stdout, stderr bytes.Buffer
		err := run(t.Context(), &stdout, &stderr, args)
		if err == nil || !strings.Contains(err.Error(), "want one table (corpus, cost, decisions, ") {
			t.Errorf("run(%q) = %v, want an error that lists the tables", args, err)
		}
	}
}

// TestCommandLimit ends a go command, and what it started, at its limit.
func TestCommandLimit(t *testing.T) {
	start := time.Now()
	_, err := command{limit: time.Nanosecond, args: []string{"version"}}.run(t.Context())
	if errLimit(err) == nil {
		t.Errorf("error = %v, want one that says that the limit was reached", err)
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Errorf("took %s", d)
	}
}

// TestInputsParse shows that every pathological input is a Go file: one that
// does not parse would be done in no time.
func TestInputsParse(t *testing.T) {
	for _, input := range pathologicalInputs {
		if _, err := parser.ParseFile(token.NewFileSet(), input.name, input.source(), 0); err != nil {
			t.Errorf("%s: %.300v", input.name, err)
		}
	}
	if n := strings.Count(hugeFunction(), "\n"); n < 50_000 {
		t.Errorf("the function of 50,000 lines has %d", n)
	}
}
