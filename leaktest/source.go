package leaktest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A source is a Go file that a stack refers to, read to show the line and to
// tell a range from a receive. Reports are built only when something leaked, so
// the files are read then, once each.
type source struct {
	lines []string
	set   *token.FileSet
	file  *ast.File // nil where the file does not parse
}

// sources keeps the files that were read.
var sources sourceCache

type sourceCache struct {
	mu    sync.Mutex
	files map[string]*source
}

// open returns the file with that name as the runtime knows it, or nil where it
// cannot be read: built elsewhere, built with -trimpath, or changed since.
func (c *sourceCache) open(name string) *source {
	c.mu.Lock()
	defer c.mu.Unlock()
	if src, ok := c.files[name]; ok {
		return src
	}
	if c.files == nil {
		c.files = make(map[string]*source)
	}
	src := readSource(name)
	c.files[name] = src
	return src
}

// largestSource bounds the files that are read to show a line. A //line directive
// can name any file: only regular ones are opened, since a device may never end and
// a pipe may never begin.
const largestSource = 16 << 20

func readSource(name string) *source {
	file := findSource(name)
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestSource {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	src := &source{set: token.NewFileSet()}
	for line := range bytes.Lines(text) {
		src.lines = append(src.lines, strings.TrimRight(string(line), "\r\n"))
	}
	src.file, _ = parser.ParseFile(src.set, name, text, parser.SkipObjectResolution)
	return src
}

// findSource returns where the file is on this machine. A path that was cut by
// -trimpath begins with an import path; of those the file in the working
// directory of the test is found by its base name.
func findSource(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Base(name)
}

// line returns the text of a line (1 is the first), without the indentation,
// and whether there is such a line.
func (s *source) line(n int) (string, bool) {
	if s == nil || n < 1 || n > len(s.lines) {
		return "", false
	}
	return strings.ReplaceAll(s.lines[n-1], "\t", "    "), true
}

// An operation is the blocking operation at a line, as the source shows it.
type operation struct {
	node   ast.Node
	column int      // in bytes, 1 is the first
	within ast.Node // the function declaration around it
}

// blockingAt returns the operation at a line that the goroutine can be blocked
// in: the innermost of send, receive, range, select, or else the first call.
func (s *source) blockingAt(line int) (operation, bool) {
	if s == nil || s.file == nil {
		return operation{}, false
	}
	var best, call operation
	for _, decl := range s.file.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			if n == nil || s.lineOf(n.Pos()) > line || s.lineOf(n.End()) < line {
				return n == nil
			}
			if at := operationPos(n); at.IsValid() && s.lineOf(at) == line {
				op := operation{n, s.set.Position(at).Column, decl}
				if _, isCall := n.(*ast.CallExpr); !isCall {
					best = op
				} else if call.node == nil {
					call = op
				}
			}
			return true
		})
	}
	if best.node != nil {
		return best, true
	}
	return call, call.node != nil
}

func (s *source) lineOf(p token.Pos) int { return s.set.Position(p).Line }

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
		return n.Pos()
	}
	return token.NoPos
}

// channel returns the channel expression of a send, receive or range, or nil.
func (o operation) channel() ast.Expr {
	switch n := o.node.(type) {
	case *ast.SendStmt:
		return n.Chan
	case *ast.UnaryExpr:
		return n.X
	case *ast.RangeStmt:
		return n.X
	}
	return nil
}

// waitsForContext reports whether an expression is the Done channel of
// something: a call of a method Done without arguments.
func waitsForContext(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) != 0 {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Done"
}

// waitsForTime reports whether an expression is a channel of package time, and
// whether it fires again and again: the field C of a ticker or timer,
// time.After or time.Tick. The field's name is all that the syntax tells.
func waitsForTime(e ast.Expr) bool {
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

// selectChannels returns the channels that a select receives from, and whether
// it has a send.
func selectChannels(s *ast.SelectStmt) (receives []ast.Expr, sends bool) {
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
