package driver

import (
	"strings"
	"testing"
)

// TestCrashes pins what is said of several packages' messages, in whatever pieces
// they come, and that a compiler's trace and a message that looks like one are not
// taken for ours.
func TestCrashes(t *testing.T) {
	const in = `go: downloading example.org/x v1.0.0
panic: in a message, of no package
# example.com/a
fatal error: concurrent map writes
goroutine 1 [running]:
# example.com/b
# [example.com/b]
b.go:1:1: undefined: x
# example.com/c
panic: bug
cmd/compile/internal/gc.Main()
# example.com/d [example.com/d.test]
runtime: goroutine stack exceeds 1000000000-byte limit
fatal error: stack overflow
example.com/e: /tool: exit status 137`
	want := strings.NewReplacer(
		"# example.com/b\n", "leaklint: internal error in package example.com/a: concurrent map writes; please report it, with the lines above, at "+issues+"\n# example.com/b\n",
		"example.com/e:", "leaklint: internal error in package example.com/d: stack overflow; please report it, with the lines above, at "+issues+"\nexample.com/e:",
		"exit status 137", "exit status 137\nleaklint: internal error in package example.com/e: exit status 137; please report it at "+issues+"\n",
	).Replace(in)
	for size := 1; size <= len(in); size++ {
		var out strings.Builder
		c := &crashes{w: &out, tool: "/tool"}
		for rest := in; rest != ""; {
			n := min(size, len(rest))
			if _, err := c.Write([]byte(rest[:n])); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		c.end()
		if out.String() != want {
			t.Fatalf("in pieces of %d:\n%s\nwant\n%s", size, out.String(), want)
		}
	}
}
