package directive

import (
	"go/ast"
	"go/token"
	"sort"
)

// A layout is what the scopes of a file's directives depend on: where its code
// stands. It is made in one walk, however many directives and findings there are.
type layout struct {
	fset       *token.FileSet
	file       *ast.File
	functions  map[*ast.CommentGroup]*ast.FuncDecl // by doc comment
	code       map[int]token.Pos                   // by line: the first position at which a node begins or ends
	statements []statement                         // in the order of their positions
}

// A statement knows the one around it, by its index, which is -1 for none.
type statement struct {
	pos, end token.Pos
	around   int
}

func newLayout(fset *token.FileSet, file *ast.File) *layout {
	l := &layout{fset: fset, file: file, functions: make(map[*ast.CommentGroup]*ast.FuncDecl), code: make(map[int]token.Pos)}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Doc != nil {
			l.functions[fn.Doc] = fn
		}
		l.walk(decl)
	}
	l.add(file.Package)
	l.add(file.Name.Pos())
	return l
}

// walk adds what a declaration holds.
func (l *layout) walk(decl ast.Decl) {
	around := -1
	ast.Inspect(decl, func(n ast.Node) bool {
		if _, ok := n.(*ast.CommentGroup); ok || n == nil {
			return false
		}
		l.add(n.Pos())
		l.add(n.End())
		if _, ok := n.(ast.Stmt); ok {
			for around >= 0 && l.statements[around].end <= n.Pos() {
				around = l.statements[around].around
			}
			l.statements = append(l.statements, statement{n.Pos(), n.End(), around})
			around = len(l.statements) - 1
		}
		return true
	})
}

// statementAt returns the position of the innermost statement around pos, or pos.
func (l *layout) statementAt(pos token.Pos) token.Pos {
	i := sort.Search(len(l.statements), func(i int) bool { return l.statements[i].pos > pos }) - 1
	for i >= 0 && l.statements[i].end <= pos {
		i = l.statements[i].around
	}
	if i < 0 {
		return pos
	}
	return l.statements[i].pos
}

func (l *layout) add(pos token.Pos) {
	line := l.line(pos)
	if first, ok := l.code[line]; !ok || pos < first {
		l.code[line] = pos
	}
}

// line returns the line of a position in the file itself, whatever a //line
// directive says.
func (l *layout) line(pos token.Pos) int { return l.fset.PositionFor(pos, false).Line }

// scope finds what a directive in the comment covers. A comment that stands alone
// covers the line after its group, as gofmt keeps directives at the end of a doc
// comment; one at the end of a line covers that line.
func (l *layout) scope(group *ast.CommentGroup, comment *ast.Comment) scope {
	if comment.End() <= l.file.Package {
		return scope{start: l.file.FileStart, end: l.file.FileEnd}
	}
	if fn := l.functions[group]; fn != nil {
		return scope{start: fn.Pos(), end: fn.End()}
	}
	line := l.line(comment.Pos())
	if first, ok := l.code[line]; ok && first <= comment.Pos() {
		return scope{line: line}
	}
	return scope{line: l.line(group.End()) + 1}
}
