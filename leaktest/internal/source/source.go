// Package source reads the Go files that a stack refers to, and tells whose a call is.
//
// A report is made only when something leaked, so files are read then, once
// each, and parsed without types. What cannot be read or does not parse is
// nothing worse than a report that says less.
package source

import (
	"bytes"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A File is a Go file that a stack refers to.
type File struct {
	Name   string // as the runtime knows it
	Set    *token.FileSet
	Syntax *ast.File // nil where the file does not parse
	lines  []string
}

// opened keeps the files that were read.
var opened cache

// Open returns the file with that name as the runtime knows it, or nil where it
// cannot be read: built elsewhere, built with -trimpath, or changed since.
func Open(name string) *File { return opened.open(name) }

type cache struct {
	mu    sync.Mutex
	files map[string]*File
}

func (c *cache) open(name string) *File {
	c.mu.Lock()
	defer c.mu.Unlock()
	if src, ok := c.files[name]; ok {
		return src
	}
	if c.files == nil {
		c.files = make(map[string]*File)
	}
	src := readSource(name)
	c.files[name] = src
	return src
}

// largestSource bounds the files that are read to show a line. A //line directive
// can name any file: only regular ones are opened, since a device may never end and
// a pipe may never begin.
const largestSource = 16 << 20

func readSource(name string) *File {
	file := Path(name)
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestSource {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	src := &File{Name: name, Set: token.NewFileSet()}
	for line := range bytes.Lines(text) {
		src.lines = append(src.lines, strings.TrimRight(string(line), "\r\n"))
	}
	src.Syntax, _ = parser.ParseFile(src.Set, name, text, 0)
	return src
}

// Path returns where the file is on this machine, "" where nobody can tell. A name
// that was cut by -trimpath begins with an import path instead of a folder: that of
// the main module, of one in the module cache, or of the standard library.
func Path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	for _, root := range trimmedRoots() {
		rest, ok := strings.CutPrefix(name, root.importPath)
		if !ok {
			continue
		}
		file := filepath.Join(root.dir, filepath.FromSlash(rest))
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return file
		}
	}
	return ""
}

// A trimmedRoot is the folder of the files whose names begin with an import path,
// with a trailing slash, or with that of any module or package.
type trimmedRoot struct{ importPath, dir string }

// trimmedRoots are found from the working directory, which is the package's in a
// test, and from what the go command gives a test in its environment.
var trimmedRoots = sync.OnceValue(func() []trimmedRoot {
	var roots []trimmedRoot
	if dir, err := os.Getwd(); err == nil {
		if root := ModuleRoot(dir); root != "" && MainModule() != "" {
			roots = append(roots, trimmedRoot{MainModule() + "/", root}, trimmedRoot{"", filepath.Join(root, "vendor")})
		}
	}
	roots = append(roots, trimmedRoot{"", ModuleCache()})
	if root := os.Getenv("GOROOT"); root != "" {
		roots = append(roots, trimmedRoot{"", filepath.Join(root, "src")})
	}
	return roots
})

// ModuleCache returns the folder of the modules that the go command downloads.
func ModuleCache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	return filepath.Join(filepath.SplitList(build.Default.GOPATH)[0], "pkg", "mod")
}

// IsDownloaded reports whether a file is one of a module that the go command got from
// elsewhere: it is not for the reader of a report to change.
func IsDownloaded(file string) bool {
	file = filepath.ToSlash(Path(file))
	for _, r := range trimmedRoots() {
		if r.importPath == "" && filepath.Base(r.dir) == "vendor" && strings.HasPrefix(file, filepath.ToSlash(r.dir)+"/") {
			return true
		}
	}
	return strings.HasPrefix(file, filepath.ToSlash(ModuleCache())+"/")
}

// Line returns the text of a line (1 is the first), without the indentation,
// and whether there is such a line.
func (s *File) Line(n int) (string, bool) {
	if s == nil || n < 1 || n > len(s.lines) {
		return "", false
	}
	return strings.ReplaceAll(s.lines[n-1], "\t", "    "), true
}

// An Operation is the blocking operation at a line, as the source shows it.
type Operation struct {
	Node   ast.Node
	Column int      // in bytes, 1 is the first
	Within ast.Node // the function declaration around it
}

// BlockingAt returns the operation at a line that the goroutine can be blocked
// in: the innermost of send, receive, range, select, or else the first call.
func (s *File) BlockingAt(line int) (op Operation, ok bool) {
	if s == nil || s.Syntax == nil {
		return Operation{}, false
	}
	Guarded(func() { op, ok = s.blockingAt(line) })
	return op, ok
}

func (s *File) blockingAt(line int) (Operation, bool) {
	var best, call Operation
	for _, decl := range s.Syntax.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			if n == nil || s.LineOf(n.Pos()) > line || s.LineOf(n.End()) < line {
				return n == nil
			}
			if at := operationPos(n); at.IsValid() && s.LineOf(at) == line {
				op := Operation{n, s.Set.Position(at).Column, decl}
				if _, isCall := n.(*ast.CallExpr); !isCall {
					best = op
				} else if call.Node == nil {
					call = op
				}
			}
			return true
		})
	}
	if best.Node != nil {
		return best, true
	}
	return call, call.Node != nil
}

// LineOf returns the line of a position in the file.
func (s *File) LineOf(p token.Pos) int { return s.Set.Position(p).Line }

// operationPos returns the position that the compiler gives a blocking
// operation in a stack trace, or an invalid one where n is none.
func operationPos(n ast.Node) token.Pos {
	switch n := n.(type) {
	case *ast.SendStmt:
		return n.Pos()
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return n.Pos()
		}
	case *ast.RangeStmt:
		return n.Pos()
	case *ast.SelectStmt:
		return n.Pos()
	case *ast.CallExpr:
		if _, ok := n.Fun.(*ast.FuncLit); !ok { // what that does, it does inside
			return n.Pos()
		}
	}
	return token.NoPos
}

// Channel returns the channel expression of a send, receive or range, or nil.
func (o Operation) Channel() ast.Expr {
	switch n := o.Node.(type) {
	case *ast.SendStmt:
		return n.Chan
	case *ast.UnaryExpr:
		return n.X
	case *ast.RangeStmt:
		return n.X
	}
	return nil
}

// WaitsForContext reports whether an expression is the Done channel of
// something: a call of a method Done without arguments.
func WaitsForContext(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) != 0 {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Done"
}

// WaitsForTime reports whether an expression is a channel of package time, and
// whether it fires again and again: the field C of a ticker or timer,
// time.After or time.Tick. The field's name is all that the syntax tells.
func WaitsForTime(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name == "C"
	case *ast.CallExpr:
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok {
			x, ok := sel.X.(*ast.Ident)
			return ok && x.Name == "time" && (sel.Sel.Name == "After" || sel.Sel.Name == "Tick")
		}
	}
	return false
}

// SelectChannels returns the channels that a select receives from, and whether
// it has a send.
func SelectChannels(s *ast.SelectStmt) (receives []ast.Expr, sends bool) {
	for _, c := range s.Body.List {
		switch comm := c.(*ast.CommClause).Comm.(type) {
		case *ast.SendStmt:
			sends = true
		case *ast.ExprStmt:
			receives = appendReceive(receives, comm.X)
		case *ast.AssignStmt:
			receives = appendReceive(receives, comm.Rhs[0])
		}
	}
	return receives, sends
}

func appendReceive(list []ast.Expr, e ast.Expr) []ast.Expr {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return append(list, u.X)
	}
	return list
}
