package mutation

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
)

// declared returns the reasons that the package in a folder declares, those of kind
// [decision.Leaks] apart, in the order of the source, as each call of decision.New
// there names them.
func declared(dir string) ([]*decision.Reason, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	byName := map[string]*decision.Reason{}
	for _, r := range decision.All() {
		byName[r.Name] = r
	}
	var reasons []*decision.Reason
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, name := range namesIn(f) {
			switch r := byName[name]; {
			case r == nil:
				return nil, fmt.Errorf("no check uses the package that declares %s", name)
			case r.Kind != decision.Leaks:
				reasons = append(reasons, r)
			}
		}
	}
	return reasons, nil
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
