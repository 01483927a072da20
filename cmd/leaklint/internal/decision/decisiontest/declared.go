package decisiontest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
)

// Declared returns the reasons that the packages in the folders declare, in the
// order of the source, as each call of decision.New there names them.
func Declared(t *testing.T, dirs ...string) []*decision.Reason {
	t.Helper()
	var reasons []*decision.Reason
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range namesIn(f) {
				reasons = append(reasons, named(t, name))
			}
		}
	}
	if len(reasons) == 0 {
		t.Fatalf("no reasons are declared in %v", dirs)
	}
	return reasons
}

// namesIn returns the names of the reasons that a file declares.
func namesIn(f *ast.File) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 3 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "New" {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "decision" {
			return true
		}
		if lit, ok := call.Args[1].(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// named returns the reason with the name.
func named(t *testing.T, name string) *decision.Reason {
	t.Helper()
	for _, r := range decision.All() {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("the package that declares %s is not part of the test", name)
	return nil
}
