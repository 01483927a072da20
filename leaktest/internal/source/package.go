package source

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// A Package is the syntax of a package's files, with what is declared at its top.
// There are no types: an expression's type is what the declarations say that it is,
// and unknown where that takes more than reading them.
type Package struct {
	Files     []*File
	Variables map[string]*Variable
	types     map[string]Type
	methods   map[method]bool
	functions map[string]Type // by name, the type of the first result
}

// A Variable is declared at the top of a package.
type Variable struct {
	Name  string
	File  *File
	Line  int
	typ   ast.Expr // nil where the value says it
	Value ast.Expr // the initial value; nil for none, or for one of several of a call
}

// A Type is a type as it is written, and in which file.
type Type struct {
	File *File
	Expr ast.Expr
}

type method struct{ receiver, name string }

var packages sync.Map // of *Package, by folder and name

// PackageOf returns the package that a file is of, nil where it cannot be read.
// Files of it that do not parse are left out.
func PackageOf(file string) *Package {
	src := Open(file)
	if src == nil || src.Syntax == nil {
		return nil
	}
	dir := filepath.Dir(Path(file))
	key := dir + "\x00" + src.Syntax.Name.Name
	if p, ok := packages.Load(key); ok {
		return p.(*Package)
	}
	p := &Package{
		Files: []*File{src}, Variables: make(map[string]*Variable),
		types: make(map[string]Type), methods: make(map[method]bool), functions: make(map[string]Type),
	}
	p.addSiblings(dir, src)
	for _, f := range p.Files {
		for _, decl := range f.Syntax.Decls {
			p.declare(f, decl)
		}
	}
	stored, _ := packages.LoadOrStore(key, p)
	return stored.(*Package)
}

func (p *Package) addSiblings(dir string, src *File) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !strings.HasSuffix(path, ".go") || e.Name() == filepath.Base(src.Name) {
			continue
		}
		if f := Open(path); f != nil && f.Syntax != nil && f.Syntax.Name.Name == src.Syntax.Name.Name {
			p.Files = append(p.Files, f)
		}
	}
}

func (p *Package) declare(f *File, decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		p.declareFunction(f, decl)
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				p.types[spec.Name.Name] = Type{f, spec.Type}
			case *ast.ValueSpec:
				if decl.Tok == token.VAR {
					p.declareVariables(f, spec)
				}
			}
		}
	}
}

func (p *Package) declareFunction(f *File, decl *ast.FuncDecl) {
	if decl.Recv != nil {
		if len(decl.Recv.List) > 0 {
			p.methods[method{TypeName(decl.Recv.List[0].Type), decl.Name.Name}] = true
		}
		return
	}
	if results := decl.Type.Results; results != nil && len(results.List) > 0 {
		p.functions[decl.Name.Name] = Type{f, results.List[0].Type}
	}
}

func (p *Package) declareVariables(f *File, spec *ast.ValueSpec) {
	for i, name := range spec.Names {
		v := &Variable{Name: name.Name, File: f, Line: f.LineOf(name.Pos()), typ: spec.Type}
		if len(spec.Values) == len(spec.Names) {
			v.Value = spec.Values[i]
		}
		p.Variables[name.Name] = v
	}
}

// TypeName returns the name of a type that may be pointed to or have parameters.
func TypeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return TypeName(e.X)
	case *ast.ParenExpr:
		return TypeName(e.X)
	case *ast.IndexExpr:
		return TypeName(e.X)
	case *ast.IndexListExpr:
		return TypeName(e.X)
	}
	return ""
}

// Type returns the type of a variable.
func (p *Package) Type(v *Variable) (Type, bool) {
	if v.typ != nil {
		return Type{v.File, v.typ}, true
	}
	return p.TypeOf(v.File, v.Value)
}

// TypeOf returns the type of an expression that is made of variables of the package,
// their fields and elements, composite literals, new, and calls of functions of the
// package; of a pointer, what it points to.
func (p *Package) TypeOf(f *File, e ast.Expr) (Type, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.TypeOf(f, e.X)
	case *ast.UnaryExpr:
		return p.TypeOf(f, e.X)
	case *ast.StarExpr:
		return p.TypeOf(f, e.X)
	case *ast.CompositeLit:
		return Type{f, e.Type}, e.Type != nil
	case *ast.Ident:
		if v := p.Variables[e.Name]; v != nil {
			return p.Type(v)
		}
	case *ast.SelectorExpr:
		if t, ok := p.TypeOf(f, e.X); ok {
			return p.field(t, e.Sel.Name, 0)
		}
	case *ast.IndexExpr:
		if t, ok := p.TypeOf(f, e.X); ok {
			return p.element(t)
		}
	case *ast.CallExpr:
		return p.resultOf(f, e)
	}
	return Type{}, false
}

func (p *Package) resultOf(f *File, call *ast.CallExpr) (Type, bool) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return Type{}, false
	}
	if name.Name == "new" && len(call.Args) == 1 {
		return Type{f, call.Args[0]}, true
	}
	t, ok := p.functions[name.Name]
	return t, ok
}

// mostNested bounds how deep types are followed: a declaration may refer to itself.
const mostNested = 8

// underlying follows pointers and the names of the package's types.
func (p *Package) underlying(t Type) Type {
	for range mostNested {
		switch e := t.Expr.(type) {
		case *ast.ParenExpr:
			t.Expr = e.X
		case *ast.StarExpr:
			t.Expr = e.X
		default:
			named, ok := p.types[TypeName(t.Expr)]
			if !ok {
				return t
			}
			t = named
		}
	}
	return t
}

// field returns the type of a field, of one that is promoted too.
func (p *Package) field(t Type, name string, depth int) (Type, bool) {
	u := p.underlying(t)
	s, ok := u.Expr.(*ast.StructType)
	if !ok || depth == mostNested {
		return Type{}, false
	}
	for _, field := range s.Fields.List {
		for _, n := range field.Names {
			if n.Name == name {
				return Type{u.File, field.Type}, true
			}
		}
		if len(field.Names) == 0 && (TypeName(field.Type) == name || selected(field.Type) == name) {
			return Type{u.File, field.Type}, true
		}
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 {
			if t, ok := p.field(Type{u.File, field.Type}, name, depth+1); ok {
				return t, true
			}
		}
	}
	return Type{}, false
}

// element returns the type of the elements of an array, a slice or a map.
func (p *Package) element(t Type) (Type, bool) {
	u := p.underlying(t)
	switch e := u.Expr.(type) {
	case *ast.ArrayType:
		return Type{u.File, e.Elt}, true
	case *ast.MapType:
		return Type{u.File, e.Value}, true
	}
	return Type{}, false
}

// selected returns the name behind the dot of a type of another package.
func selected(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if sel, ok := e.(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return ""
}

// HasMethodOf reports whether a method of that name of values of a type is the one
// of a type of another package: because it is that type, or a struct that has it
// embedded and no such method of its own.
func (p *Package) HasMethodOf(t Type, name, pkg, typ string) bool {
	return p.hasMethodOf(t, name, pkg, typ, 0)
}

func (p *Package) hasMethodOf(t Type, name, pkg, typ string, depth int) bool {
	if star, ok := t.Expr.(*ast.StarExpr); ok {
		t.Expr = star.X
	}
	if depth == mostNested {
		return false
	}
	if t.File.Names(t.Expr, pkg, typ) {
		return true
	}
	own := TypeName(t.Expr)
	if p.methods[method{own, name}] {
		return false
	}
	if named, ok := p.types[own]; ok {
		t = named
		if t.File.isAlias(own) {
			return p.hasMethodOf(t, name, pkg, typ, depth+1)
		}
	}
	s, ok := t.Expr.(*ast.StructType)
	if !ok {
		return false
	}
	for _, field := range s.Fields.List {
		if len(field.Names) == 0 && p.hasMethodOf(Type{t.File, field.Type}, name, pkg, typ, depth+1) {
			return true
		}
	}
	return false
}

func (s *File) isAlias(name string) bool {
	for _, decl := range s.Syntax.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		for _, spec := range gen.Specs {
			if t := spec.(*ast.TypeSpec); t.Name.Name == name {
				return t.Assign.IsValid()
			}
		}
	}
	return false
}

// Names reports whether an expression names what another package exports, under
// whatever name that package is imported.
func (s *File) Names(e ast.Expr, pkg, name string) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && e.Sel.Name == name && s.Imports(x.Name) == pkg
	case *ast.Ident:
		return e.Name == name && s.imports(".", pkg)
	}
	return false
}

// Imports returns the path of the package that is imported under a name, "" where
// there is none.
func (s *File) Imports(name string) string {
	for _, spec := range s.Syntax.Imports {
		pkg, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		local := path.Base(pkg)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == name {
			return pkg
		}
	}
	return ""
}

func (s *File) imports(name, pkg string) bool {
	for _, spec := range s.Syntax.Imports {
		if spec.Name != nil && spec.Name.Name == name && spec.Path.Value == strconv.Quote(pkg) {
			return true
		}
	}
	return false
}

// Declares reports whether a function declares a variable of that name, anywhere.
func Declares(f *ast.FuncDecl, name string) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		var names []ast.Expr
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				names = n.Lhs
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				names = []ast.Expr{n.Key, n.Value}
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				names = append(names, id)
			}
		case *ast.Field:
			for _, id := range n.Names {
				names = append(names, id)
			}
		}
		for _, e := range names {
			id, ok := e.(*ast.Ident)
			found = found || ok && id.Name == name
		}
		return !found
	})
	return found
}
