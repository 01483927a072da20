package engine

import (
	"go/ast"

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
// instead is not recognized, nor is a source that cannot be read.
func startedOnce(file string, line int) (once bool) {
	if file == "" || line == 0 {
		return false
	}
	source.Guarded(func() {
		p := newOncePackage(file)
		once = p != nil && p.once(p.enclosing(source.Open(file), line), 0)
	})
	return once
}

// OnceStarted returns a function that reports whether a candidate was started at
// most once in the process. It asks once for each go statement.
func OnceStarted() func(Candidate) bool {
	type statement struct {
		file string
		line int
	}
	answers := make(map[statement]bool)
	return func(r Candidate) bool {
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

// A oncePackage is the syntax of a package, with what runs once in it.
type oncePackage struct {
	*source.Package
	onces     []ast.Node      // the literals that run once
	onceNames map[string]bool // the functions that are named where a literal may stand
}

// newOncePackage finds what runs once in the package of a file; nil where that
// cannot be read.
func newOncePackage(file string) *oncePackage {
	p := &oncePackage{Package: source.PackageOf(file), onceNames: make(map[string]bool)}
	if p.Package == nil {
		return nil
	}
	for _, v := range p.Variables {
		if call, ok := v.Value.(*ast.CallExpr); ok && len(call.Args) == 1 && isOnceFunc(v.File, call.Fun) {
			p.addOnce(call.Args[0])
		}
	}
	for _, src := range p.Files {
		ast.Inspect(src.Syntax, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 && p.isDo(src, call.Fun) {
				p.addOnce(call.Args[0])
			}
			return true
		})
	}
	return p
}

func (p *oncePackage) addOnce(f ast.Expr) {
	switch f := ast.Unparen(f).(type) {
	case *ast.FuncLit:
		p.onces = append(p.onces, f)
	case *ast.Ident:
		p.onceNames[f.Name] = true
	}
}

// isDo reports whether f is the method Do of a sync.Once, as the declarations of
// the package tell, that is a package-level variable or belongs to one: a Once that
// an object has for itself runs once for each object, and a method of that name of
// another type may do anything.
func (p *oncePackage) isDo(src *source.File, f ast.Expr) bool {
	sel, ok := f.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Do" || p.isLocal(src, sel.X) {
		return false
	}
	t, ok := p.TypeOf(src, sel.X)
	return ok && p.HasMethodOf(t, "Do", "sync", "Once")
}

// isLocal reports whether the variable that an expression begins with is one that
// the function around it declares.
func (p *oncePackage) isLocal(src *source.File, e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			at := p.enclosing(src, src.LineOf(x.Pos()))
			return at.function != nil && source.Declares(at.function, x.Name)
		default:
			return true
		}
	}
}

// isOnceFunc reports whether f is sync.OnceFunc, OnceValue or OnceValues.
func isOnceFunc(src *source.File, f ast.Expr) bool {
	if index, ok := f.(*ast.IndexExpr); ok {
		f = index.X
	}
	return src.Names(f, "sync", "OnceFunc") || src.Names(f, "sync", "OnceValue") || src.Names(f, "sync", "OnceValues")
}

// A place is where a statement stands.
type place struct {
	literals []ast.Node    // the function literals around it
	function *ast.FuncDecl // the declared function around it, nil in a variable's value
}

// enclosing returns the place of a line.
func (p *oncePackage) enclosing(src *source.File, line int) place {
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
func (p *oncePackage) once(at place, depth int) bool {
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
func (p *oncePackage) usedOnce(f *ast.FuncDecl, depth int) bool {
	uses := 0
	for _, src := range p.Files {
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
func (p *oncePackage) isOnceArgument(src *source.File, id *ast.Ident) bool {
	found := false
	ast.Inspect(src.Syntax, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 && ast.Unparen(call.Args[0]) == id {
			found = p.isDo(src, call.Fun) || isOnceFunc(src, call.Fun)
		}
		return !found
	})
	return found
}
