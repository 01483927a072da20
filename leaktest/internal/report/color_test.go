package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPainted(t *testing.T) {
	report := `leaktest: the tests left 1 goroutine behind (still running)
  from TestA or one of its subtests:
    a.go:3:1: still waiting in select, a.loop
        started by a.Start at a.go:2
        hint: call Stop
`
	want := "\x1b[1;31mleaktest: the tests left 1 goroutine behind (still running)\x1b[0m\n" +
		"  from TestA or one of its subtests:\n" +
		"\x1b[1m    a.go:3:1: still waiting in select, a.loop\x1b[0m\n" +
		"        started by a.Start at a.go:2\n" +
		"\x1b[36m        hint: call Stop\x1b[0m\n"
	if diff := cmp.Diff(want, Painted(report)); diff != "" {
		t.Errorf("painted (-want +got):\n%s", diff)
	}
}

// TestNoColorInFiles: what is not a terminal gets plain text.
func TestNoColorInFiles(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	f, err := os.Create(filepath.Join(t.TempDir(), "report"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if WantsColor(f) {
		t.Error("a file wants colors")
	}
	if colorTerm("dumb") || colorTerm("") || !colorTerm("xterm-256color") {
		t.Error("colorTerm: want it for xterm-256color alone")
	}
}
