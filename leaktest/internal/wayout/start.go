package wayout

import (
	"go/ast"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A start is the call by which a program starts a goroutine where the go statement
// stands in the standard library or in a package for it: wg.Go(f).
type start struct {
	place
	call *ast.CallExpr
	fn   string // the function that holds the call, as the runtime names it
}

// StartOf returns the function and the position of the call by which a program
// started a goroutine whose go statement is not its own, as with WaitGroup.Go.
func StartOf(g *goroutine.Goroutine) (function, file string, line int, ok bool) {
	guarded(func() {
		var s start
		if s, ok = worldOf(g).start(g); ok {
			function, file, line = s.fn, s.file.Name, s.file.LineOf(s.call.Pos())
		}
	})
	return function, file, line, ok
}

// start looks for the call that gives the creator the function that is the
// outermost of the program's in the stack.
func (w *world) start(g *goroutine.Goroutine) (start, bool) {
	if g.CreatedBy == nil || g.CreatedBy.Function == "time.goFunc" {
		return start{}, false
	}
	starter := methodName(g.CreatedBy.Function)
	last := len(g.Stack) - 1
	for last >= 0 && g.Stack[last].Package() == g.CreatedBy.Package() {
		last--
	}
	if last < 0 || last == len(g.Stack)-1 && !source.IsStandard(g.CreatedBy) || source.IsStandard(&g.Stack[last]) {
		return start{}, false
	}
	p, src := w.packageOf(&g.Stack[last])
	if p == nil {
		return start{}, false
	}
	at := place{p, src}
	if _, lits := enclosing(src, g.Stack[last].Line); len(lits) > 0 && isLiteral(g.Stack[last].Function) {
		for i := len(lits) - 1; i >= 0; i-- {
			if call := at.callWith(lits[i], starter); call != nil {
				name := g.Stack[last].Function
				return start{at, call, name[:strings.LastIndex(name, ".func")]}, true
			}
		}
		return start{}, false
	}
	return w.namedStart(p, methodName(g.Stack[last].Function), starter)
}

// namedStart finds the one call of a package that gives a function by its name to
// what starts it.
func (w *world) namedStart(p *pkg, name, starter string) (start, bool) {
	var found []*use
	for _, u := range p.usesOf(name) {
		if u.kind == passed && lastName(u.call.Fun) == starter && u.fn != nil {
			found = append(found, u)
		}
	}
	if len(found) != 1 {
		return start{}, false
	}
	u := found[0]
	fn := p.path + "." + u.fn.name()
	if u.fn.recv != "" {
		fn = p.path + ".(*" + u.fn.recv + ")." + u.fn.name()
	}
	return start{u.place, u.call, fn}, true
}

// callWith returns the call of a function by its last name that has a literal among
// its arguments.
func (at place) callWith(lit *ast.FuncLit, name string) *ast.CallExpr {
	var found *ast.CallExpr
	ast.Inspect(at.file.Syntax, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && lastName(call.Fun) == name {
			for _, arg := range call.Args {
				if ast.Unparen(arg) == lit {
					found = call
				}
			}
		}
		return found == nil
	})
	return found
}

// isLiteral reports whether the runtime's name of a function is that of a function
// literal.
func isLiteral(function string) bool {
	i := strings.LastIndex(function, ".func")
	return i >= 0 && strings.Trim(function[i+len(".func"):], "0123456789.") == ""
}

// methodName is the last part of a function's name, without those of the literals
// in it.
func methodName(function string) string {
	if i := strings.Index(function, ".func"); i >= 0 && isLiteral(function[i:]) {
		function = function[:i]
	}
	function = strings.TrimSuffix(function, "[...]")
	function = strings.TrimSuffix(function, "-fm")
	return function[strings.LastIndexByte(function, '.')+1:]
}
