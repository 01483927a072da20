package leakkind_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// headings are the parts of a page, in their order. What comes before the first
// is the reason.
var headings = []string{"# Wrong", "# Right", "# How to fix", "# When to suppress", "# Example"}

// TestPages shows that each kind has a page with all parts, each of them filled.
func TestPages(t *testing.T) {
	for _, kind := range leakkind.All() {
		rest := kind.Page()
		for i, heading := range headings {
			part, after, found := strings.Cut(rest, "\n"+heading+"\n")
			if !found {
				t.Fatalf("%s: no %q, or not in this order", kind.Name, heading)
			}
			if len(strings.Fields(part)) < 8 {
				t.Errorf("%s: too little before %q: %q", kind.Name, heading, part)
			}
			if i > 0 && i < 3 && !strings.HasPrefix(strings.TrimLeft(part, "\n"), "\t") {
				t.Errorf("%s: no program after %q", kind.Name, headings[i-1])
			}
			rest = after
		}
		if strings.TrimSpace(rest) == "" || !strings.HasSuffix(rest, "\n") {
			t.Errorf("%s: nothing after %q, or no line end", kind.Name, headings[4])
		}
	}
}

// TestPrograms shows that the programs of a page are Go: declarations, or statements, and
// that the wrong one is not the right one.
func TestPrograms(t *testing.T) {
	for _, kind := range leakkind.All() {
		_, rest, _ := strings.Cut(kind.Page(), "\n# Wrong\n")
		wrong, rest, _ := strings.Cut(rest, "\n# Right\n")
		right, _, _ := strings.Cut(rest, "\n# How to fix\n")
		if wrong == right {
			t.Errorf("%s: the wrong and the right program are the same", kind.Name)
		}
		for _, program := range []string{wrong, right} {
			source := "package page\n" + program
			if file, err := parser.ParseFile(token.NewFileSet(), kind.Name+".go", source, 0); err != nil || len(file.Decls) == 0 {
				// Statements alone stand in a function.
				source = "package page\nfunc _() {\n" + program + "\n}"
				if _, err2 := parser.ParseFile(token.NewFileSet(), kind.Name+".go", source, 0); err2 != nil {
					t.Errorf("%s: not Go: %v, %v\n%s", kind.Name, err, err2, program)
				}
			}
		}
	}
}

// TestNames shows that each constant of the package is in the list, once, and
// that each page belongs to a kind.
func TestNames(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "leakkind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	constants := 0
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			constants++
			name := strings.Trim(spec.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value, `"`)
			if kind, ok := leakkind.Lookup(name); !ok || kind.Title == "" {
				t.Errorf("%s is not in All, or has no title", name)
			}
		}
	}
	if n := len(leakkind.All()); n != constants {
		t.Errorf("All has %d kinds, want one for each of %d constants", n, constants)
	}
	entries, err := os.ReadDir("pages")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != constants {
		t.Errorf("%d pages for %d kinds", len(entries), constants)
	}
	if _, ok := leakkind.Lookup("nosuch"); ok {
		t.Error("Lookup finds what does not exist")
	}
}
