package tryout

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
)

// A suite is one of the two packages that the test files of a folder belong to: the
// package itself, or the external test package beside it.
type suite struct {
	pkg   *pkg
	name  string
	files []*file
	main  *ast.FuncDecl // its TestMain, or nil
	in    *file         // where that stands
	taken bool          // something else of it has that name
	texts [][]byte      // all of its files, those that are no tests too
}

// A file is a test file.
type file struct {
	name    string
	text    []byte
	fset    *token.FileSet
	tree    *ast.File
	testing string // the name of package testing in it, or ""
}

// readSuites reads the test files of a package, those of the external test package
// first.
func (s *session) readSuites(p *pkg) ([]*suite, error) {
	external := &suite{pkg: p, name: p.Name + "_test"}
	internal := &suite{pkg: p, name: p.Name}
	for _, name := range p.GoFiles {
		text, err := s.overlay.read(filepath.Join(p.Dir, name))
		if err != nil {
			return nil, err
		}
		internal.texts = append(internal.texts, text)
	}
	for _, part := range []struct {
		suite *suite
		names []string
	}{{external, p.XTestGoFiles}, {internal, p.TestGoFiles}} {
		for _, name := range part.names {
			f, err := s.readFile(filepath.Join(p.Dir, name))
			if err != nil {
				return nil, err
			}
			part.suite.add(f)
		}
	}
	return []*suite{external, internal}, nil
}

func (s *session) readFile(name string) (*file, error) {
	f := &file{name: name, fset: token.NewFileSet()}
	var err error
	if f.text, err = s.overlay.read(name); err != nil {
		return nil, err
	}
	if f.tree, err = parser.ParseFile(f.fset, name, f.text, parser.ParseComments); err != nil {
		return nil, fmt.Errorf("it does not parse: %s", firstLine(err.Error()))
	}
	f.testing = f.nameOf("testing")
	return f, nil
}

// add adds a file, and looks for what is called TestMain in it.
func (t *suite) add(f *file) {
	t.files, t.texts = append(t.files, f), append(t.texts, f.text)
	if !bytes.Contains(f.text, []byte("TestMain")) {
		return
	}
	for _, d := range f.tree.Decls {
		fn, isFunc := d.(*ast.FuncDecl)
		switch {
		case isFunc && fn.Recv == nil && fn.Name.Name == "TestMain" && f.takesM(fn.Type) != nil:
			t.main, t.in = fn, f
		case isFunc && fn.Recv == nil && fn.Name.Name == "TestMain", !isFunc && declares(d, "TestMain"):
			t.taken = true
		}
	}
}

// takesM returns the parameter of a function that is a *testing.M, or nil.
func (f *file) takesM(fn *ast.FuncType) *ast.Field {
	for _, field := range fn.Params.List {
		pointer, ok := field.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		switch x := pointer.X.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == f.testing && x.Sel.Name == "M" {
				return field
			}
		case *ast.Ident:
			if f.testing == "." && x.Name == "M" {
				return field
			}
		}
	}
	return nil
}

// declares reports whether a declaration of variables, constants or types has one of
// that name.
func declares(d ast.Decl, name string) bool {
	found := false
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for _, id := range n.Names {
				found = found || id.Name == name
			}
			return false
		case *ast.TypeSpec:
			found = found || n.Name.Name == name
			return false
		}
		return true
	})
	return found
}

// nameOf returns the name by which a file knows a package, "" where it does not
// import it. The package's own name is taken to be the last element of its path.
func (f *file) nameOf(importPath string) string {
	for _, spec := range f.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != importPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return lastElement(importPath)
	}
	return ""
}

// importOf returns the path of the package that a file knows by a name, or "".
func (f *file) importOf(name string) string {
	for _, spec := range f.tree.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && f.nameOf(p) == name {
			return p
		}
	}
	return ""
}

// freeName returns a name that stands nowhere in the files of the suite.
func (t *suite) freeName(name string) string {
	for free, i := name, 2; ; free, i = name+strconv.Itoa(i), i+1 {
		if !slices.ContainsFunc(t.texts, func(text []byte) bool { return bytes.Contains(text, []byte(free)) }) {
			return free
		}
	}
}
