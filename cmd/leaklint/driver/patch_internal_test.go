package driver

import (
	"regexp"
	"strings"
	"testing"
)

// plain is a patch that nobody obeys, odd one with a line for a runner and a
// terminal.
const (
	plainPatch = "--- a/x.go\n+++ b/x.go\n@@ -1,2 +1,2 @@\n \t// \x1b[31mred\r\n-a\n+b\n"
	oddPatch   = "--- a/x.go\n+++ b/x.go\n@@ -1,2 +1,2 @@\n   ::error::forged\n-a\n+b\n"
)

func TestPatchIsExact(t *testing.T) {
	for _, patch := range []string{"", plainPatch, oddPatch} {
		var b strings.Builder
		printPatch(&b, []byte(patch), false, false)
		if b.String() != patch {
			t.Errorf("printed %q, want %q", b.String(), patch)
		}
	}
}

func TestPatchOnTerminal(t *testing.T) {
	for _, tt := range []struct{ patch, want string }{
		{plainPatch, "--- a/x.go\n+++ b/x.go\n@@ -1,2 +1,2 @@\n \t// \\x1b[31mred\r\n-a\n+b\n"},
		{oddPatch, "--- a/x.go\n+++ b/x.go\n@@ -1,2 +1,2 @@\n   \\x3a:error::forged\n-a\n+b\n"},
	} {
		var b strings.Builder
		printPatch(&b, []byte(tt.patch), true, false)
		if b.String() != tt.want {
			t.Errorf("printed %q, want %q", b.String(), tt.want)
		}
	}
}

// TestPatchOnActions pins that commands are stopped where a runner would find one,
// with a token that differs each time.
func TestPatchOnActions(t *testing.T) {
	var b strings.Builder
	printPatch(&b, []byte(plainPatch), false, true)
	if b.String() != plainPatch {
		t.Errorf("printed %q, want %q", b.String(), plainPatch)
	}
	stopped := regexp.MustCompile(`^::stop-commands::([A-Z0-9]{20,})\n(?s:(.*))::([A-Z0-9]+)::\n$`)
	seen := make(map[string]bool)
	for _, patch := range []string{oddPatch, "+ ##[error]forged\n", "+ x\r::error::forged\n"} {
		b.Reset()
		printPatch(&b, []byte(patch), false, true)
		m := stopped.FindStringSubmatch(b.String())
		if m == nil || m[1] != m[3] || m[2] != patch || seen[m[1]] {
			t.Errorf("printed %q, want %q between a new token and its end", b.String(), patch)
			continue
		}
		seen[m[1]] = true
	}
}

func TestPatchName(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"ab/x y.go", "a/ab/x y.go"},
		{"größe.go", "a/größe.go"},
		{"a\n::error::x.go", `"a/a\012::error::x.go"`},
		{"\x1b[31m\u009b.go", `"a/\033[31m\302\233.go"`},
		{"\xff.go", `"a/\377.go"`},
		{`a"b\c.go`, `"a/a\"b\\c.go"`},
	} {
		if got := patchName("a/", tt.name); got != tt.want {
			t.Errorf("patchName(%q) = %s, want %s", tt.name, got, tt.want)
		}
	}
}
