package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/testdata/longtest"
)

var (
	// libraryRuns is how often the clean uses of the libraries are run. The figure of
	// 20 runs comes with
	//
	//	go test . -run Libraries -v -libraries.runs 20
	libraryRuns   = flag.Int("libraries.runs", 1, "how often the clean use of each library is run")
	libraryUpdate = flag.Bool("libraries.update", false, "write the table of the libraries' hints")
)

const (
	libraryTable    = "testdata/libraries.txt"
	libraryDeadline = 5 * time.Minute // for one run of all libraries: none may hang forever
	longestReport   = 25              // lines for one cause
)

// TestLibraries: of well-known libraries that start goroutines nothing is reported
// where they are closed; where that is forgotten it is found, and the hint names
// the method. The comment of each leaking test is what its hint has to name, "-"
// where the library has no method for it. The table of the hints is kept, so that
// a change of one shows.
func TestLibraries(t *testing.T) {
	longtest.Skip(t, "builds a test binary with many libraries")
	binary := filepath.Join(t.TempDir(), "libraries.test.exe")
	if out, err := exec.Command("go", "test", "-c", "-o", binary, "./libraries").CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	for range *libraryRuns {
		if out, err := runLibraries(t, binary, "-test.run=TestClean"); err != nil {
			t.Errorf("closed: %v\n%s", err, out)
		}
	}
	dir := t.TempDir()
	out, _ := runLibraries(t, binary, "-test.run=TestLeaky", "-test.artifacts", "-test.outputdir="+dir)
	wanted, hints := wantedMethods(t, "libraries/leaky_test.go"), leakHints(t, dir)
	for test, n := range reportLines(string(out)) {
		if test == "TestLeakyGRPCClient" && n > longestReport {
			t.Errorf("the report of %s has %d lines, want %d at most", test, n, longestReport)
		}
	}
	named, closable := 0, 0
	for test, want := range wanted {
		got := hints[test]
		if len(got) == 0 {
			t.Errorf("%s: the leak is not found", test)
		}
		for _, h := range got {
			if names(h) && (want == "-" || !strings.Contains(h, want)) {
				t.Errorf("%s: the hint names what does not end it, want %s: %q", test, want, h)
			}
		}
		if want != "-" {
			closable++
		}
		if want != "-" && slices.ContainsFunc(got, func(h string) bool { return strings.Contains(h, want) }) {
			named++
		}
	}
	if named < closable {
		t.Errorf("the hint names what ends the goroutines of %d libraries, want %d", named, closable)
	}
	table := hintTable(wanted, hints)
	t.Logf("what ends the goroutines is named for %d of %d libraries that have a way, and for none of the %d others:\n%s", named, closable, len(wanted)-closable, table)
	compareTable(t, table)
}

func compareTable(t *testing.T, table string) {
	t.Helper()
	if *libraryUpdate {
		if err := os.WriteFile(libraryTable, []byte(table), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(libraryTable)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != table {
		t.Errorf("the hints are not those of %s; -libraries.update writes it", libraryTable)
	}
}

// hintTable has a line for each library and each hint that names something. What
// else is said depends on where a goroutine just stands.
func hintTable(wanted map[string]string, hints map[string][]string) string {
	var b strings.Builder
	for _, test := range slices.Sorted(maps.Keys(wanted)) {
		library := strings.TrimPrefix(test, "TestLeaky")
		said := slices.DeleteFunc(slices.Clone(hints[test]), func(h string) bool { return !names(h) })
		slices.Sort(said)
		if len(said) == 0 {
			said = []string{"-"}
		}
		for _, h := range said {
			fmt.Fprintf(&b, "%-12s %s\n", library, leakyLine.ReplaceAllString(h, "leaky_test.go"))
		}
	}
	return b.String()
}

var leakyLine = regexp.MustCompile(`leaky_test\.go:\d+`)

// names reports whether a hint names a call, or what a call was given.
func names(hint string) bool {
	return strings.Contains(hint, " is called") || strings.Contains(hint, " was given ") || strings.Contains(hint, " was not closed")
}

func runLibraries(t *testing.T, binary string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.Context(), libraryDeadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = "libraries"
	cmd.Env = append(os.Environ(), "LEAKY=1")
	return cmd.CombinedOutput()
}

// reportLines counts the lines of the report of each test.
func reportLines(out string) map[string]int {
	lines := make(map[string]int)
	test := ""
	for line := range strings.Lines(out) {
		switch name, failed := strings.CutPrefix(line, "--- FAIL: "); {
		case failed:
			test, _, _ = strings.Cut(name, " ")
		case strings.HasPrefix(line, "    "):
			lines[test]++
		}
	}
	return lines
}

// leakHints reads the different hints of each test from the artifacts of a run.
func leakHints(t *testing.T, dir string) map[string][]string {
	t.Helper()
	hints := make(map[string][]string)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var leaks []leaktest.Leak
		if err := json.Unmarshal(text, &leaks); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for _, l := range leaks {
			if !slices.Contains(hints[l.Owner], l.Hint) {
				hints[l.Owner] = append(hints[l.Owner], l.Hint)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hints
}

// wantedMethods reads the comments of the leaking tests.
func wantedMethods(t *testing.T, name string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	wanted := make(map[string]string)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "TestLeaky") {
			wanted[f.Name.Name] = strings.TrimSpace(f.Doc.Text())
		}
	}
	return wanted
}
