// Package shared tells where a goroutine serves a whole package of tests: because it
// belongs to a variable at the top of the package which several tests use. Whichever
// of them comes first starts it, and is the one that it is found in.
package shared

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// Sentence says which variable of the package under test a goroutine belongs to, and
// which tests use it; "" where the source does not show one, or only one test uses
// it. A go statement that stands in a test is that test's, whatever it waits for.
func Sentence(g *goroutine.Goroutine) (s string) {
	source.Guarded(func() { s = sentence(g) })
	return s
}

func sentence(g *goroutine.Goroutine) string {
	if g.CreatedBy == nil || isTest(functionAt(g.CreatedBy)) {
		return ""
	}
	for _, p := range underTest() {
		v := p.owner(g)
		if v == nil {
			continue
		}
		if users := p.testsThatUse(v.Name); len(users) > 1 {
			return fmt.Sprintf("shared: %s at %s:%d is a variable of the package, which %s use; whichever comes first starts what serves them all: close it in TestMain, or let it live on there",
				v.Name, source.DisplayPath(v.File.Name), v.Line, list(users))
		}
	}
	return ""
}

// A testPackage is one that the test binary was built from.
type testPackage struct{ *source.Package }

// underTest returns the package in the working directory of the test, and the one
// of its external tests, as far as there are such.
var underTest = sync.OnceValue(func() []testPackage {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*_test.go"))
	var all []testPackage
	for _, file := range files {
		p := source.PackageOf(file)
		if p != nil && !slices.ContainsFunc(all, func(q testPackage) bool { return q.Package == p }) {
			all = append(all, testPackage{p})
		}
	}
	return all
})

// owner returns the variable that a goroutine belongs to: the one that holds the
// channel where it stands, or the only one whose type is of the package that
// started the goroutine.
func (p testPackage) owner(g *goroutine.Goroutine) *source.Variable {
	if v := p.waitedOn(g); v != nil {
		return v
	}
	creator := g.CreatedBy.Package()
	var found *source.Variable
	for _, v := range p.Variables {
		if !p.isOf(v, creator) {
			continue
		}
		if found != nil {
			return nil
		}
		found = v
	}
	return found
}

// isOf reports whether a variable's type, or the function that makes its first
// value, is of another package.
func (p testPackage) isOf(v *source.Variable, importPath string) bool {
	t, ok := p.Type(v)
	if ok && imported(t.File, t.Expr) == importPath {
		return true
	}
	call, ok := v.Value.(*ast.CallExpr)
	return ok && imported(v.File, call.Fun) == importPath
}

// imported returns the path of the package that an expression names something of.
func imported(f *source.File, e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := sel.X.(*ast.Ident); ok {
			return f.Imports(x.Name)
		}
	}
	return ""
}

// waitedOn returns the variable that a goroutine waits on: a channel at the top of
// the package, or a field of the one variable of a type.
func (p testPackage) waitedOn(g *goroutine.Goroutine) *source.Variable {
	i := source.Blocking(g.Stack)
	if i < 0 {
		return nil
	}
	src := source.Open(g.Stack[i].File)
	if src == nil || src.Syntax == nil || !slices.ContainsFunc(p.Files, func(f *source.File) bool { return source.Path(f.Name) == source.Path(src.Name) }) {
		return nil
	}
	op, ok := src.BlockingAt(g.Stack[i].Line)
	if !ok {
		return nil
	}
	channels := []ast.Expr{op.Channel()}
	if s, ok := op.Node.(*ast.SelectStmt); ok {
		channels, _ = source.SelectChannels(s)
	}
	for _, channel := range channels {
		if v := p.variableOf(channel, op.Within); v != nil {
			return v
		}
	}
	return nil
}

// variableOf returns the variable that an expression begins with, or, where that is
// the receiver of a method, the one variable of its type.
func (p testPackage) variableOf(e ast.Expr, within ast.Node) *source.Variable {
	for {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			break
		}
		e = sel.X
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	f, _ := within.(*ast.FuncDecl)
	if f != nil && f.Recv != nil && len(f.Recv.List[0].Names) == 1 && f.Recv.List[0].Names[0].Name == id.Name {
		return p.onlyOne(f.Recv.List[0].Type)
	}
	if f != nil && source.Declares(f, id.Name) {
		return nil
	}
	return p.Variables[id.Name]
}

func (p testPackage) onlyOne(receiver ast.Expr) *source.Variable {
	var found *source.Variable
	for _, v := range p.Variables {
		if t, ok := p.Type(v); ok && source.TypeName(t.Expr) == source.TypeName(receiver) {
			if found != nil {
				return nil
			}
			found = v
		}
	}
	return found
}

// testsThatUse returns the tests that use what has a name in the package, or call a
// function that does, by name.
func (p testPackage) testsThatUse(name string) []string {
	uses := map[string]bool{name: true}
	for grown := true; grown; {
		grown = false
		for _, f := range p.Files {
			for _, decl := range f.Syntax.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if ok && !uses[fn.Name.Name] && mentions(fn, uses) {
					uses[fn.Name.Name] = true
					grown = true
				}
			}
		}
	}
	var tests []string
	for used := range uses {
		if isTest(used) {
			tests = append(tests, used)
		}
	}
	slices.Sort(tests)
	return tests
}

func mentions(fn *ast.FuncDecl, names map[string]bool) bool {
	found := false
	if fn.Body != nil {
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && names[id.Name] && !source.Declares(fn, id.Name)
			return !found
		})
	}
	return found
}

func isTest(name string) bool {
	for _, prefix := range []string{"Test", "Benchmark", "Fuzz", "Example"} {
		if strings.HasPrefix(name, prefix) && name != "TestMain" {
			return true
		}
	}
	return false
}

// functionAt returns the name of the declared function in which a call stands. It
// goes by the position: the name that the runtime has for a function literal begins
// with that of a function into which the one around it was inlined.
func functionAt(f *goroutine.Frame) string {
	src := source.Open(f.File)
	if src == nil || src.Syntax == nil {
		return ""
	}
	for _, decl := range src.Syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && src.LineOf(fn.Pos()) <= f.Line && f.Line <= src.LineOf(fn.End()) {
			return fn.Name.Name
		}
	}
	return ""
}

// mostNamed is how many tests a sentence names.
const mostNamed = 4

func list(names []string) string {
	if more := len(names) - mostNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), more)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
