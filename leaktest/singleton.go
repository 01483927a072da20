package leaktest

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// startedOnce reports whether a goroutine was started at most once in the
// process, as far as the source around its go statement tells: the statement
// stands in a function that runs only under a sync.Once of the package. Such a
// goroutine serves every test that comes after the one that started it, so it is
// no test's leak; it is the suite's.
//
// It looks at the syntax of one package: at the function literals and functions
// that are given to the Do of a package-level variable, or to sync.OnceFunc,
// OnceValue and OnceValues in the initial value of one, and at the unexported
// functions that only those call. What is guarded by a comparison with nil
// instead is not recognised, nor is a source that cannot be read.
func startedOnce(file string, line int) bool {
	if file == "" || line == 0 {
		return false
	}
	src := source.Open(file)
	if src == nil || src.Syntax == nil {
		return false
	}
	p := packageSource{files: []*source.File{src}, variables: make(map[string]bool)}
	p.addSiblings(file, src.Syntax.Name.Name)
	p.collect()
	return p.once(p.enclosing(src, line), 0)
}

// onceStarted returns a function that reports whether a remnant was started at
// most once in the process. It asks once for each go statement.
func onceStarted() func(remnant) bool {
	type statement struct {
		file string
		line int
	}
	answers := make(map[statement]bool)
	return func(r remnant) bool {
		if r.CreatedBy == nil {
			return false
		}
		at := statement{r.CreatedBy.File, r.CreatedBy.Line}
		answer, known := answers[at]
		if !known {
			answer = startedOnce(at.file, at.line)
			answers[at] = answer
		}
		return answer
	}
}

// A packageSource is the syntax of a package's files.
type packageSource struct {
	files     []*source.File
	variables map[string]bool // the names of the package-level ones
	onces     []ast.Node      // the literals that run once
	onceNames map[string]bool // the functions that are named where a literal may stand
}

// addSiblings adds the other files of the package. One that does not parse is
// left out.
func (p *packageSource) addSiblings(file, name string) {
	dir := filepath.Dir(source.Path(file))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !strings.HasSuffix(path, ".go") || e.Name() == filepath.Base(file) {
			continue
		}
		if src := source.Open(path); src != nil && src.Syntax != nil && src.Syntax.Name.Name == name {
			p.files = append(p.files, src)
		}
	}
}

// collect finds the package-level variables and what runs once.
func (p *packageSource) collect() {
	p.onceNames = make(map[string]bool)
	for _, src := range p.files {
		for _, decl := range src.Syntax.Decls {
			if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
				p.addVariables(gen)
			}
		}
	}
	for _, src := range p.files {
		ast.Inspect(src.Syntax, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 && p.isDo(call.Fun) {
				p.addOnce(call.Args[0])
			}
			return true
		})
	}
}

// addVariables adds the variables of a declaration, and what their initial
// values give to sync.OnceFunc and its kin.
func (p *packageSource) addVariables(gen *ast.GenDecl) {
	for _, spec := range gen.Specs {
		values := spec.(*ast.ValueSpec)
		for _, name := range values.Names {
			p.variables[name.Name] = true
		}
		for _, value := range values.Values {
			if call, ok := value.(*ast.CallExpr); ok && len(call.Args) == 1 && isSyncOnce(call.Fun) {
				p.addOnce(call.Args[0])
			}
		}
	}
}

func (p *packageSource) addOnce(f ast.Expr) {
	switch f := ast.Unparen(f).(type) {
	case *ast.FuncLit:
		p.onces = append(p.onces, f)
	case *ast.Ident:
		p.onceNames[f.Name] = true
	}
}

// isDo reports whether f is the Do of a package-level variable, or of a field of
// one.
func (p *packageSource) isDo(f ast.Expr) bool {
	sel, ok := f.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Do" {
		return false
	}
	x := sel.X
	for {
		inner, ok := x.(*ast.SelectorExpr)
		if !ok {
			break
		}
		x = inner.X
	}
	root, ok := x.(*ast.Ident)
	return ok && p.variables[root.Name]
}

// isSyncOnce reports whether f is sync.OnceFunc, OnceValue or OnceValues.
func isSyncOnce(f ast.Expr) bool {
	sel, ok := f.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == "sync" && strings.HasPrefix(sel.Sel.Name, "Once")
}

// A place is where a statement stands.
type place struct {
	literals []ast.Node    // the function literals around it
	function *ast.FuncDecl // the declared function around it, nil in a variable's value
}

// enclosing returns the place of a line.
func (p *packageSource) enclosing(src *source.File, line int) place {
	var at place
	ast.Inspect(src.Syntax, func(n ast.Node) bool {
		if n == nil || src.LineOf(n.Pos()) > line || src.LineOf(n.End()) < line {
			return n == nil
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			at.literals = append(at.literals, n)
		case *ast.FuncDecl:
			at.function = n
		}
		return true
	})
	return at
}

const maxCallers = 8 // functions between a go statement and its sync.Once

// once reports whether what stands at a place runs at most once.
func (p *packageSource) once(at place, depth int) bool {
	for _, literal := range at.literals {
		for _, once := range p.onces {
			if literal == once {
				return true
			}
		}
	}
	if at.function == nil || depth == maxCallers {
		return false
	}
	name := at.function.Name.Name
	if ast.IsExported(name) && !p.onceNames[name] {
		return false
	}
	return p.usedOnce(at.function, depth)
}

// usedOnce reports whether a function is used, and only where it runs once.
func (p *packageSource) usedOnce(f *ast.FuncDecl, depth int) bool {
	uses := 0
	for _, src := range p.files {
		good := true
		ast.Inspect(src.Syntax, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !good || !ok || id.Name != f.Name.Name || id == f.Name {
				return good
			}
			uses++
			good = p.isOnceArgument(src, id) || p.once(p.enclosing(src, src.LineOf(id.Pos())), depth+1)
			return good
		})
		if !good {
			return false
		}
	}
	return uses > 0
}

// isOnceArgument reports whether a use of a function is that of handing it to
// what runs it once.
func (p *packageSource) isOnceArgument(src *source.File, id *ast.Ident) bool {
	found := false
	ast.Inspect(src.Syntax, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 && ast.Unparen(call.Args[0]) == id {
			found = p.isDo(call.Fun) || isSyncOnce(call.Fun)
		}
		return !found
	})
	return found
}
