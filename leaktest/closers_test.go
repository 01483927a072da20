package leaktest_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// TestClosers: the hint names what ends a goroutine and what nobody ended, or no
// method at all where more than one fits or none does. Each test of the suite says
// in its comment what its hint is, "-" for none that names a method.
func TestClosers(t *testing.T) {
	binary := buildSuite(t, "closers")
	dir := t.TempDir()
	runSuiteIn(t, "testdata/suites/closers", binary, nil, "-test.artifacts", "-test.outputdir="+dir)
	hints := make(map[string][]string)
	for _, file := range artifacts(t, dir) {
		if !strings.HasSuffix(file, ".json") {
			continue
		}
		var leaks []leaktest.Leak
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &leaks)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range leaks {
			test, _, _ := strings.Cut(l.Owner, "/")
			hints[test] = append(hints[test], l.Hint)
		}
	}
	for test, want := range wantedHints(t, "testdata/suites/closers/closers_test.go") {
		t.Run(test, func(t *testing.T) {
			if len(hints[test]) == 0 {
				t.Fatal("no leak was found")
			}
			for _, got := range hints[test] {
				if want == "-" && strings.Contains(got, "is called") || want != "-" && got != want {
					t.Errorf("hint %q\nwant %q", got, want)
				}
			}
		})
	}
}

// wantedHints reads the comments of a suite's tests.
func wantedHints(t *testing.T, name string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	wanted := make(map[string]string)
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(f.Name.Name, "Test") {
			continue
		}
		want := strings.TrimSpace(f.Doc.Text())
		for _, group := range file.Comments {
			if f.Body.Pos() < group.Pos() && group.End() < f.Body.End() && strings.TrimSpace(group.Text()) == "HERE" {
				want = strings.Replace(want, "HERE", fmt.Sprintf("%s:%d", filepath.Base(name), set.Position(group.Pos()).Line), 1)
			}
		}
		wanted[f.Name.Name] = want
	}
	return wanted
}
