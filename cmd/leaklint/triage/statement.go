package triage

import (
	"go/ast"
	"go/parser"
	"go/token"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// A statement is what the source at hand has where a goroutine was started.
type statement int

const (
	unknownStatement statement = iota // the capture does not tell where that was, or nothing of this module did
	noSource                          // the file is not there
	noStatement                       // the line has no go statement: the source has changed since
	hasStatement
)

// statements are the lines of the files at hand that have a go statement. Each file is
// read once; nil is one that cannot be read.
type statements struct {
	module module
	lines  map[string]map[int]bool
}

// longestSource bounds the files that are read, in bytes.
const longestSource = 16 << 20

// of looks up where the goroutines of a group were started.
func (s *statements) of(g *group) statement {
	if g.createdBy == nil || !s.module.holds(*g.createdBy) {
		return unknownStatement
	}
	name := s.module.find(*g.createdBy)
	if name == "" {
		return noSource
	}
	lines, known := s.lines[name]
	if !known {
		lines = goLines(name)
		s.lines[name] = lines
	}
	switch {
	case lines == nil:
		return noSource
	case lines[g.createdBy.Line]:
		return hasStatement
	}
	return noStatement
}

// goLines returns the lines of a file that have a go statement, as much of it as can be
// parsed, by its own numbers and by those of line directives.
func goLines(name string) map[int]bool {
	text, err := regular.ReadFile(name, longestSource)
	if err != nil {
		return nil
	}
	set := token.NewFileSet()
	file, _ := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	if file == nil {
		return nil
	}
	lines := make(map[int]bool)
	for n := range ast.Preorder(file) {
		stmt, ok := n.(*ast.GoStmt)
		if !ok {
			continue
		}
		// The runtime's line is that of the statement, or of the call's end.
		for _, pos := range []token.Pos{stmt.Pos(), stmt.Call.Lparen, stmt.Call.Rparen} {
			lines[set.PositionFor(pos, false).Line] = true
			lines[set.Position(pos).Line] = true
		}
	}
	return lines
}
