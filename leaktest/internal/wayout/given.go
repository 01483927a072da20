package wayout

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// handedIn names the context or channel that a function was given, or the local
// variable, on which a goroutine hangs that has one way out which nothing closes.
func (s *search) handedIn(makers []*maker, exits []exit) string {
	if m, arg, isChannel := s.giver(makers); m != nil {
		what, how := "context", "canceled"
		if isChannel {
			what, how = "channel", "closed"
		}
		hint := fmt.Sprintf("ends when the %s that %s was given at %s is %s", what, m.text, m.position(), how)
		if text := callText(arg); text == "context.Background" || text == "context.TODO" {
			hint += fmt.Sprintf("; that is %s(), which never is", text)
		}
		return hint
	}
	if len(s.found) > 0 || len(exits) != 1 || exits[0].cause == byFlag || exits[0].cause == byClose {
		return ""
	}
	how := "closed"
	if exits[0].cause == byContext {
		how = "canceled"
	}
	if at, in := s.made(); at != nil {
		return fmt.Sprintf("ends when %s is %s; nobody did that to the one made at %s",
			strings.TrimPrefix(exit{place: s.origin.place, cause: byFlag, expr: stripDone(s.origin.expr)}.text(), "&"), how, positionOf(s.world, in.file, at))
	}
	return ""
}

// giver returns the call of the test that gave a function what the goroutine waits
// for, where there is one such call, what it gave, and whether that is a channel.
func (s *search) giver(makers []*maker) (found *maker, arg ast.Expr, isChannel bool) {
	for _, n := range s.given {
		f, i, _ := n.isParam()
		for _, m := range makers {
			call, ok := m.node.(*ast.CallExpr)
			if !ok || m.fn != f || i >= len(call.Args) || found != nil && found.deep < m.deep {
				continue
			}
			if found != nil && found.deep == m.deep {
				return nil, nil, false
			}
			found, arg = m, call.Args[i]
			isChannel = n.isChannel()
		}
	}
	return found, arg, isChannel
}

// isChannel reports whether a parameter is declared to be a channel.
func (n node) isChannel() bool {
	_, ok := n.obj.Decl.(*ast.Field).Type.(*ast.ChanType)
	return ok
}

// isContext reports whether a parameter is declared to be a context.
func (n node) isContext() bool {
	return callText(n.obj.Decl.(*ast.Field).Type) == "context.Context"
}

// made returns the statement that makes the channel or context which the goroutine
// waits for, where there is one.
func (s *search) made() (ast.Node, place) {
	n, ok := s.origin.nodeOf(stripDone(s.origin.expr))
	if !ok {
		return nil, place{}
	}
	var found *use
	for _, n := range s.aliases(false, n) {
		for _, u := range n.usesOf() {
			call, ok := u.other.(*ast.CallExpr)
			if u.kind != assigned && u.kind != keyed || !ok || lastName(call.Fun) != "make" && u.derivation() == nil {
				continue
			}
			if found != nil {
				return nil, place{}
			}
			found = u
		}
	}
	if found == nil {
		return nil, place{}
	}
	if found.expr.Pos() == token.NoPos { // a field of a literal without keys
		return found.other, found.place
	}
	return found.expr, found.place
}
