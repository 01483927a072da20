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
// [decision.Leaks] apart, in the order of the source, as each call of decision.New there
// names them: the rules, and the outcomes, which nothing asks, see [asked].
func declared(dir string) (rules, outcomes []*decision.Reason, err error) {
	files, err := parse(dir)
	if err != nil {
		return nil, nil, err
	}
	byName := map[string]*decision.Reason{}
	for _, r := range decision.All() {
		byName[r.Name] = r
	}
	isAsked := asked(files)
	for _, f := range files {
		for _, v := range variables(f) {
			switch r := byName[v.reason]; {
			case r == nil:
				return nil, nil, fmt.Errorf("no check uses the package that declares %s", v.reason)
			case r.Kind == decision.Leaks:
			case isAsked[v.name] || token.IsExported(v.name):
				rules = append(rules, r)
			default:
				outcomes = append(outcomes, r)
			}
		}
	}
	return rules, outcomes, nil
}

// parse returns the files of the package in a folder, without its tests.
func parse(dir string) (files []*ast.File, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// A variable holds a reason.
type variable struct{ name, reason string }

// variables returns the variables of a file that are declared with decision.New.
func variables(f *ast.File) (vars []variable) {
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 {
			return true
		}
		call, ok := spec.Values[0].(*ast.CallExpr)
		if !ok || len(call.Args) != 3 || nameOf(call.Fun) != "decision.New" {
			return true
		}
		if lit, ok := call.Args[1].(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				vars = append(vars, variable{spec.Names[0].Name, name})
			}
		}
		return true
	})
	return vars
}

// asked returns the names of the variables that somewhere are asked whether they apply:
// of those that are more than returned, noted as what settles an obligation, or what is
// left when there is no other. A reason that is never asked is no rule but an
// outcome: there is nothing to switch off.
func asked(files []*ast.File) map[string]bool {
	names := map[string]bool{}
	for _, f := range files {
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if id, ok := n.(*ast.Ident); ok && len(stack) > 0 && asks(stack[len(stack)-1]) {
				names[id.Name] = true
			}
			stack = append(stack, n)
			return true
		})
	}
	return names
}

// asks reports whether a name may be asked something where its parent is the node.
func asks(parent ast.Node) bool {
	switch parent := parent.(type) {
	case *ast.ReturnStmt, *ast.AssignStmt, *ast.ValueSpec, *ast.BinaryExpr:
		return false
	case *ast.CallExpr:
		name := nameOf(parent.Fun)
		return name != "cmp.Or" && !strings.HasSuffix(name, ".Settle")
	}
	return true
}

// nameOf returns a name, or one that is selected, as source has it.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return nameOf(e.X) + "." + e.Sel.Name
	}
	return ""
}
