package directive

import (
	"go/ast"
	"go/token"
	"sync"

	"golang.org/x/tools/go/ast/astutil"
)

// An Index answers whether a directive of the package covers a position. It may
// be used by several analyzers at the same time.
type Index struct {
	fset  *token.FileSet
	files []fileDirectives // only files that have directives

	mu sync.Mutex // guards directive.used
}

type fileDirectives struct {
	file       *ast.File
	directives []*directive
}

// Suppress reports whether a directive hides findings of the named check at
// pos, and remembers the directives that do as used. A pass asks before it
// decides whether the finding's level is wanted, or else a directive would seem
// to be left over whenever the level is off.
func (x *Index) Suppress(check string, pos token.Pos) bool {
	hidden := false
	for _, fd := range x.files {
		if pos < fd.file.FileStart || pos >= fd.file.FileEnd {
			continue
		}
		at := x.place(fd.file, pos)
		for _, d := range fd.directives {
			if d.covers(check) && d.scope.includes(at) {
				x.markUsed(d)
				hidden = true
			}
		}
	}
	return hidden
}

func (x *Index) markUsed(d *directive) {
	x.mu.Lock()
	defer x.mu.Unlock()
	d.used = true
}

// A place is a position as directives see it.
type place struct {
	pos      token.Pos
	line     int // line of the position
	stmtLine int // line on which the innermost statement around it begins
}

func (x *Index) place(file *ast.File, pos token.Pos) place {
	p := place{pos: pos, line: x.fset.PositionFor(pos, false).Line}
	p.stmtLine = p.line
	path, _ := astutil.PathEnclosingInterval(file, pos, pos+1)
	for _, node := range path {
		if stmt, ok := node.(ast.Stmt); ok {
			p.stmtLine = x.fset.PositionFor(stmt.Pos(), false).Line
			break
		}
	}
	return p
}

// A scope is what a directive covers: a range of source (function or file), or
// the statement that begins on a line.
type scope struct {
	start, end token.Pos // range, when valid
	line       int       // otherwise the line
}

func (s scope) includes(p place) bool {
	if s.start.IsValid() {
		return s.start <= p.pos && p.pos < s.end
	}
	return s.line == p.line || s.line == p.stmtLine
}

// scopeOf finds what a directive in the comment covers. A comment that stands
// alone covers the line after its group, as gofmt keeps directives at the end of
// a doc comment; one at the end of a line covers that line.
func scopeOf(fset *token.FileSet, file *ast.File, group *ast.CommentGroup, comment *ast.Comment) scope {
	if comment.End() <= file.Package {
		return scope{start: file.FileStart, end: file.FileEnd}
	}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Doc == group {
			return scope{start: fn.Pos(), end: fn.End()}
		}
	}
	line := fset.PositionFor(comment.Pos(), false).Line
	if codeBefore(fset, file, comment.Pos()) {
		return scope{line: line}
	}
	return scope{line: fset.PositionFor(group.End(), false).Line + 1}
}

// codeBefore reports whether some node begins on the line of pos before it.
func codeBefore(fset *token.FileSet, file *ast.File, pos token.Pos) bool {
	lineStart := fset.File(pos).LineStart(fset.PositionFor(pos, false).Line)
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || found || n.Pos() >= pos || n.End() <= lineStart {
			return false
		}
		if _, isComment := n.(*ast.CommentGroup); isComment {
			return false
		}
		// A node begins or ends on this line: there is code on it.
		found = n.Pos() >= lineStart || n.End() <= pos
		return !found
	})
	return found
}
