package driver

import (
	"path/filepath"
	"testing"
)

// TestPlaceTried: a finding that the go command has kept of an earlier try stands in a file
// that is gone, and has the function of the text that is tried now.
func TestPlaceTried(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "leaklint-fix-1", "0", "a.go")
	files := map[string][]byte{
		filepath.Join("src", "p", "a.go"): []byte("package p\n\nfunc Poll() {\n\tgo wait()\n}\n"),
		filepath.Join("src", "q", "a.go"): []byte("package q\n\nfunc Other() {\n\tgo wait()\n}\n"),
		filepath.Join("src", "q", "b.go"): []byte("package q\n\nfunc Third() {\n\tgo wait()\n}\n"),
	}
	for pkg, want := range map[string]string{"example.com/p": "Poll", "example.com/q": "Other"} {
		f := &finding{pkg: pkg, Posn: posn{file: gone, line: 4}}
		placeTried([]*finding{f}, files)
		if f.Function != want {
			t.Errorf("%s: the function is %q, want %s", pkg, f.Function, want)
		}
	}
}
