package suite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/suite"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// TestValid checks what every driver demands of its analyzers.
func TestValid(t *testing.T) {
	if err := analysis.Validate(suite.Analyzers()); err != nil {
		t.Fatal(err)
	}
}

// TestComplete checks that every pass in the tree is in the suite, once, in the
// order of leakkind, and that its help is the page of its kind.
func TestComplete(t *testing.T) {
	folders, err := filepath.Glob("../passes/*/doc.go")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no passes found: %v", err)
	}
	present := make(map[string]bool)
	for _, f := range folders {
		present[filepath.Base(filepath.Dir(f))] = true
	}
	var want, got []string
	for _, kind := range leakkind.All() {
		if present[kind.Name] {
			want = append(want, kind.Name)
		}
	}
	want = append(want, "directive")
	for _, a := range suite.Analyzers() {
		got = append(got, a.Name)
		if kind, ok := leakkind.Lookup(a.Name); ok && a.Doc != kind.Title+"\n\n"+kind.Page() {
			t.Errorf("%s: Doc is not the title and page of the kind", a.Name)
		}
		if a.URL == "" {
			t.Errorf("%s: no URL", a.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the suite differs from passes/ and leakkind (-want +got):\n%s", diff)
	}
}

// TestPackageDoc checks that doc.go of each pass was generated from its page.
func TestPackageDoc(t *testing.T) {
	for _, a := range suite.Analyzers() {
		kind, ok := leakkind.Lookup(a.Name)
		if !ok {
			continue // the check of directives
		}
		got, err := os.ReadFile(filepath.Join("..", "passes", kind.Name, "doc.go"))
		if err != nil {
			t.Errorf("%v; run go generate ./cmd/leaklint/suite", err)
			continue
		}
		want := string(suite.PackageDoc(kind))
		if diff := cmp.Diff(want, strings.ReplaceAll(string(got), "\r\n", "\n")); diff != "" {
			t.Errorf("%s/doc.go is not the page of its kind; run go generate ./cmd/leaklint/suite (-want +got):\n%s", kind.Name, diff)
		}
	}
}
