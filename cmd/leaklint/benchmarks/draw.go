package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
)

// draw returns a random edit of a Go file: one of the forms that a fix has, at a
// random place of that kind, or one that no fix would be.
func draw(random *rand.Rand, content []byte) edit.Edit {
	p := spotsOf(content)
	switch kind := random.IntN(8); {
	case kind == 0 && len(p.calls) > 0: // an argument more
		at := pick(random, p.calls)
		return edit.Edit{Start: at, End: at, New: ", 1"}
	case kind == 1 && len(p.statements) > 0: // a statement behind another
		at := pick(random, p.statements).end
		return edit.Edit{Start: at, End: at, New: "\ndefer func() {\n\trecover()\n}()"}
	case kind == 2 && len(p.statements) > 0: // a statement put into a select
		s := pick(random, p.statements)
		return edit.Edit{Start: s.start, End: s.end, New: "select {\ncase <-ctx.Done():\n\treturn\ndefault:\n\t" + string(content[s.start:s.end]) + "\n}"}
	case kind == 3 && len(p.statements) > 0: // a statement less
		s := pick(random, p.statements)
		return edit.Edit{Start: s.start, End: s.end}
	case kind == 4 && len(p.statements) > 1: // a statement of another place
		s, other := pick(random, p.statements), pick(random, p.statements)
		return edit.Edit{Start: s.end, End: s.end, New: "\n" + string(content[other.start:other.end])}
	case kind == 5 && len(p.names) > 1: // another name
		s, other := pick(random, p.names), pick(random, p.names)
		return edit.Edit{Start: s.start, End: s.end, New: string(content[other.start:other.end])}
	case kind == 6: // nothing, at a random offset
		at := random.IntN(len(content) + 1)
		return edit.Edit{Start: at, End: at, New: "\n"}
	}
	// Any text in place of any other.
	span := func() (start, end int) {
		start = random.IntN(len(content) + 1)
		return start, min(len(content), start+random.IntN(20))
	}
	start, end := span()
	from, to := span()
	return edit.Edit{Start: start, End: end, New: string(content[from:to])}
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// spots are where an edit may be of use.
type spots struct {
	calls      []int // before the closing parenthesis
	statements []spot
	names      []spot
}

// A spot is a part of a file.
type spot struct{ start, end int }

// spotsOf returns the spots of a Go file; none where it does not parse.
func spotsOf(content []byte) spots {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", content, parser.SkipObjectResolution)
	if err != nil {
		return spots{}
	}
	offset := func(pos token.Pos) int { return fset.PositionFor(pos, false).Offset }
	var p spots
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if len(n.Args) > 0 {
				p.calls = append(p.calls, offset(n.Args[len(n.Args)-1].End()))
			}
		case *ast.BlockStmt:
		case *ast.Ident:
			p.names = append(p.names, spot{offset(n.Pos()), offset(n.End())})
		case ast.Stmt:
			p.statements = append(p.statements, spot{offset(n.Pos()), offset(n.End())})
		}
		return true
	})
	return p
}
