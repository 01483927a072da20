package wayout

import (
	"go/ast"
	"go/build"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A pkg is the syntax of a package.
type pkg struct {
	world   *world
	path    string
	dir     string
	name    string
	files   []*source.File
	types   map[string]*typeDecl
	funcs   map[string]*fn // "F", or "T.M" for a method
	vars    map[string]*varDecl
	uses    map[string][]*use // by the last name of what is used
	imports map[*source.File]map[string]string
	size    int64 // of its files
}

type typeDecl struct {
	file *source.File
	spec *ast.TypeSpec
}

type varDecl struct {
	file *source.File
	spec *ast.ValueSpec
}

// An fn is a declared function or method.
type fn struct {
	pkg  *pkg
	file *source.File
	decl *ast.FuncDecl
	recv string // the name of the receiver's type, "" for a function
}

func (f *fn) name() string { return f.decl.Name.Name }

// load returns the package in a folder whose files have the given package name; nil
// where there is none, or where the budget is used up. What was read before costs
// as much as what was not, so that an answer does not depend on earlier ones.
func (w *world) load(importPath, dir, name string) *pkg {
	p := w.read(importPath, dir, name)
	if p == nil || slices.Contains(w.looked, p) {
		return p
	}
	if p.size > w.budget {
		return nil
	}
	w.budget -= p.size
	w.looked = append(w.looked, p)
	return p
}

// read reads a package within the budget, unless that was done before. The files of
// tests are read only where the tests run.
func (w *world) read(importPath, dir, name string) *pkg {
	key := dir + " " + name
	if p, ok := w.pkgs[key]; ok {
		return p
	}
	if p := w.only(dir); name == "" && p != nil {
		return p
	}
	in, ok := w.folder[dir]
	if !ok {
		in = w.sources(dir)
		w.folder[dir] = in
	}
	if in.size > w.budget {
		return nil
	}
	w.pkgs[key] = nil
	p := &pkg{world: w, path: importPath, dir: dir, name: name,
		types: map[string]*typeDecl{}, funcs: map[string]*fn{}, vars: map[string]*varDecl{},
		imports: map[*source.File]map[string]string{}, size: in.size}
	for _, file := range in.files {
		if src := source.Open(file); src != nil && src.Syntax != nil && (name == "" && !strings.HasSuffix(src.Syntax.Name.Name, "_test") || src.Syntax.Name.Name == name) {
			name = src.Syntax.Name.Name
			p.add(src)
		}
	}
	if len(p.files) == 0 {
		return nil
	}
	p.name = name
	w.pkgs[key], w.pkgs[dir+" "+name] = p, p
	return p
}

// A folder has the files that this system builds, and their size in all.
type folder struct {
	files []string
	size  int64
}

// sources lists a folder.
func (w *world) sources(dir string) (f folder) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return f
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") && dir != w.testDir {
			continue
		}
		info, err := e.Info()
		if match, matchErr := build.Default.MatchFile(dir, e.Name()); err != nil || matchErr != nil || !match {
			continue
		}
		f.files = append(f.files, filepath.Join(dir, e.Name()))
		f.size += info.Size()
	}
	return f
}

// only returns a package that was read from a folder, and is not one of tests
// beside it.
func (w *world) only(dir string) *pkg {
	for _, p := range w.pkgs {
		if p != nil && p.dir == dir && !strings.HasSuffix(p.name, "_test") {
			return p
		}
	}
	return nil
}

// add adds the declarations of a file.
func (p *pkg) add(src *source.File) {
	p.files = append(p.files, src)
	names := make(map[string]string)
	for _, spec := range src.Syntax.Imports {
		importPath, _ := strconv.Unquote(spec.Path.Value)
		name := defaultName(importPath)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = importPath
	}
	p.imports[src] = names
	for _, d := range src.Syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			f := &fn{pkg: p, file: src, decl: d, recv: receiverName(d)}
			p.funcs[methodKey(f.recv, d.Name.Name)] = f
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					p.types[spec.Name.Name] = &typeDecl{src, spec}
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						p.vars[name.Name] = &varDecl{src, spec}
					}
				}
			}
		}
	}
}

func methodKey(recv, name string) string {
	if recv == "" {
		return name
	}
	return recv + "." + name
}

// receiverName returns the name of a method's type without its parameters.
func receiverName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	return source.TypeName(d.Recv.List[0].Type)
}

// base strips pointers, parentheses and type arguments.
func base(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		default:
			return e
		}
	}
}

// defaultName guesses the name of a package by its import path: the last element
// without a major version, "go-" in front or ".v2" behind. Where a package has
// another name its importers mostly say so.
func defaultName(importPath string) string {
	name := path.Base(importPath)
	if dir := path.Dir(importPath); dir != "." && len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		name = path.Base(dir)
	}
	if i := strings.LastIndex(name, ".v"); i > 0 {
		name = name[:i]
	}
	name = strings.TrimPrefix(name, "go-")
	name = strings.TrimSuffix(name, ".go")
	return strings.ReplaceAll(name, "-", "_")
}

// imported returns the package that a name stands for in a file, or nil.
func (p *pkg) imported(file *source.File, name string) *pkg {
	importPath, ok := p.imports[file][name]
	if !ok {
		importPath, ok = p.importNamed(file, name)
	}
	if !ok {
		return nil
	}
	return p.world.open(importPath)
}

// importNamed finds the import whose package has a name that its path does not
// show.
func (p *pkg) importNamed(file *source.File, name string) (string, bool) {
	for _, importPath := range slices.Sorted(maps.Values(p.imports[file])) {
		if strings.Contains(path.Base(importPath), name) || strings.Contains(importPath, "/"+name) {
			if q := p.world.open(importPath); q != nil && q.name == name {
				return importPath, true
			}
		}
	}
	return "", false
}
