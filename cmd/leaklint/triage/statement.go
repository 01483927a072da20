package triage

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// A statement is what the source at hand has where a goroutine was started.
type statement int

const (
	unknownStatement statement = iota // the capture does not tell where that was, or nothing of this module did
	noSource                          // the file is not there
	noStatement                       // the line has no go statement: the source has changed since
	hasStatement
)

// statementOf looks up where the goroutines of a group were started.
func (m module) statementOf(g *group) statement {
	if g.createdBy == nil || !m.holds(*g.createdBy) {
		return unknownStatement
	}
	name := m.find(*g.createdBy)
	if name == "" {
		return noSource
	}
	set := token.NewFileSet()
	file, _ := parser.ParseFile(set, name, nil, parser.SkipObjectResolution) // as much as can be read
	if file == nil {
		return noSource
	}
	found := noStatement
	for n := range ast.Preorder(file) {
		stmt, ok := n.(*ast.GoStmt)
		if !ok {
			continue
		}
		// The runtime's line is that of the statement, or of the call's end.
		for _, pos := range []token.Pos{stmt.Pos(), stmt.Call.Lparen, stmt.Call.Rparen} {
			if set.PositionFor(pos, false).Line == g.createdBy.Line || set.Position(pos).Line == g.createdBy.Line {
				found = hasStatement
			}
		}
	}
	return found
}
