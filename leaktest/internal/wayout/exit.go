package wayout

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A cause says what makes an exit be taken.
type cause int

const (
	byChannel cause = iota // the channel is closed, or something is sent
	byClosing              // the channel is closed
	byContext              // the context is done
	byFlag                 // the variable is set
	byClose                // what is read from is closed
)

// An exit is a way out of where a goroutine stands: what must happen for it to
// return.
type exit struct {
	place
	cause  cause
	expr   ast.Expr
	frame  int
	beside bool // it is not the wait itself: a case of a select, or what a loop asks
}

// exitsOf returns the ways out of the goroutine's function, as the statement in
// which it stands and the loop around that show them.
func (w *world) exitsOf(g *goroutine.Goroutine, at int) []exit {
	p, src := w.packageOf(&g.Stack[at])
	if p == nil {
		return nil
	}
	op, ok := src.BlockingAt(g.Stack[at].Line)
	if !ok {
		return nil
	}
	s := &scan{place: place{p, src}, frame: at, body: bodyAt(src, g.Stack[at].Line)}
	if s.body == nil {
		return nil
	}
	s.operation(op.Node, g, at)
	if len(s.exits) == 0 {
		s.around(op.Node)
	}
	if !w.leavesCallers(g, at) {
		return nil
	}
	return s.exits
}

// leavesCallers reports whether the goroutine ends when the function in which it
// stands returns: no call on the way stands in a loop that nothing leaves.
func (w *world) leavesCallers(g *goroutine.Goroutine, at int) bool {
	for i := at + 1; i < len(g.Stack); i++ {
		if source.IsStandard(&g.Stack[i]) {
			continue
		}
		p, src := w.packageOf(&g.Stack[i])
		if p == nil {
			return false
		}
		body := bodyAt(src, g.Stack[i].Line)
		if body == nil {
			return false
		}
		for _, loop := range loopsAround(src, body, g.Stack[i].Line) {
			if f, ok := loop.(*ast.ForStmt); ok && f.Cond == nil && !leaves(f.Body) {
				return false
			}
		}
	}
	return true
}

// bodyAt returns the body of the innermost function around a line.
func bodyAt(src *source.File, line int) *ast.BlockStmt {
	decl, lits := enclosing(src, line)
	if len(lits) > 0 {
		return lits[len(lits)-1].Body
	}
	if decl == nil {
		return nil
	}
	return decl.Body
}

// loopsAround returns the loops of a function around a line, outermost first.
func loopsAround(src *source.File, body *ast.BlockStmt, line int) []ast.Stmt {
	var loops []ast.Stmt
	inspect(body, func(n ast.Node) bool {
		if src.LineOf(n.Pos()) > line || src.LineOf(n.End()) < line {
			return false
		}
		switch n := n.(type) {
		case *ast.ForStmt:
			loops = append(loops, n)
		case *ast.RangeStmt:
			loops = append(loops, n)
		}
		return true
	})
	return loops
}

// inspect walks a function without the function literals in it.
func inspect(n ast.Node, f func(ast.Node) bool) {
	ast.Inspect(n, func(m ast.Node) bool {
		if m == nil {
			return false
		}
		if _, ok := m.(*ast.FuncLit); ok && m != n {
			return false
		}
		return f(m)
	})
}

// leaves reports whether there is a statement in a loop's body that leaves it.
func leaves(body ast.Node) bool {
	found := false
	inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Label != nil && n.Tok != token.CONTINUE || n.Tok == token.BREAK && breaksLoop(body, n)
		}
		return !found
	})
	return found
}

// breaksLoop reports whether a break without a label leaves the loop that has the
// body, and not a select, switch or loop in it.
func breaksLoop(body ast.Node, b *ast.BranchStmt) bool {
	inner := false
	inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.ForStmt, *ast.RangeStmt:
			if n != body && n.Pos() <= b.Pos() && b.End() <= n.End() {
				inner = true
			}
		}
		return true
	})
	return !inner
}

// A scan collects the exits of one function.
type scan struct {
	place
	frame  int
	body   *ast.BlockStmt
	exits  []exit
	beside bool
}

func (s *scan) add(c cause, e ast.Expr) {
	s.exits = append(s.exits, exit{s.place, c, e, s.frame, c == byFlag || s.beside})
}

// operation collects the exits that the blocking operation has itself.
func (s *scan) operation(n ast.Node, g *goroutine.Goroutine, at int) {
	switch n := n.(type) {
	case *ast.SelectStmt:
		s.clauses(n)
	case *ast.UnaryExpr:
		s.receive(n)
	case *ast.RangeStmt:
		if !source.WaitsForTime(n.X) && !s.stays(n) {
			s.add(byClosing, n.X)
		}
	case *ast.CallExpr:
		s.call(n, g, at)
	}
}

// stays reports whether the code goes on in a loop that nothing leaves after a
// statement is through.
func (s *scan) stays(n ast.Node) bool {
	for _, loop := range loopsAround(s.file, s.body, s.file.LineOf(n.Pos())) {
		if loop == n {
			continue
		}
		if f, ok := loop.(*ast.ForStmt); ok && f.Cond == nil && !leaves(f.Body) {
			return true
		}
	}
	return false
}

// inLoop reports whether a statement stands in a loop.
func (s *scan) inLoop(n ast.Node) bool {
	line := s.file.LineOf(n.Pos())
	return slices.ContainsFunc(loopsAround(s.file, s.body, line), func(loop ast.Stmt) bool {
		return loop != n && loop.Pos() <= n.Pos() && n.End() <= loop.End()
	})
}

func (s *scan) channel(e ast.Expr) {
	switch {
	case source.WaitsForTime(e):
	case source.WaitsForContext(e):
		s.add(byContext, e)
	default:
		s.add(byChannel, e)
	}
}

// clauses collects the cases of a select that leave.
func (s *scan) clauses(sel *ast.SelectStmt) {
	loops := s.inLoop(sel)
	s.beside = true
	defer func() { s.beside = false }()
	for _, c := range sel.Body.List {
		clause := c.(*ast.CommClause)
		channel, ok, okName := received(clause.Comm)
		if !ok {
			continue
		}
		switch {
		case !loops || ends(clause.Body):
			s.channel(channel)
		case okName != "" && endsUnless(clause.Body, okName):
			s.add(byClosing, channel)
		}
	}
}

// received returns the channel that a case receives from, and the name of the
// boolean that says whether it is open.
func received(comm ast.Stmt) (channel ast.Expr, ok bool, okName string) {
	var e ast.Expr
	switch c := comm.(type) {
	case *ast.ExprStmt:
		e = c.X
	case *ast.AssignStmt:
		e = c.Rhs[0]
		if len(c.Lhs) == 2 {
			if id, isIdent := c.Lhs[1].(*ast.Ident); isIdent {
				okName = id.Name
			}
		}
	}
	u, isReceive := ast.Unparen(e).(*ast.UnaryExpr)
	if e == nil || !isReceive || u.Op != token.ARROW {
		return nil, false, ""
	}
	return u.X, true, okName
}

// ends reports whether statements never go on with what stands around them: the
// last one returns, leaves a loop by its label, or panics.
func ends(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Label != nil && s.Tok != token.CONTINUE
	case *ast.BlockStmt:
		return ends(s.List)
	case *ast.LabeledStmt:
		return ends([]ast.Stmt{s.Stmt})
	case *ast.IfStmt:
		e, ok := s.Else.(*ast.BlockStmt)
		return ok && ends(s.Body.List) && ends(e.List)
	case *ast.ForStmt:
		return s.Cond == nil && leaves(s.Body) && !slices.ContainsFunc(s.Body.List, isBreak)
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			if !ends(c.(*ast.CommClause).Body) {
				return false
			}
		}
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic" || isGoexit(call)
	}
	return false
}

func isBreak(s ast.Stmt) bool {
	b, ok := s.(*ast.BranchStmt)
	return ok && b.Tok == token.BREAK
}

func isGoexit(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Goexit"
}

// endsUnless reports whether statements end where a boolean is false.
func endsUnless(list []ast.Stmt, name string) bool {
	for _, s := range list {
		if f, ok := s.(*ast.IfStmt); ok {
			if u, ok := f.Cond.(*ast.UnaryExpr); ok && u.Op == token.NOT && isName(u.X, name) && endsOrBreaks(f.Body.List) {
				return true
			}
			if e, ok := f.Else.(*ast.BlockStmt); ok && isName(f.Cond, name) && endsOrBreaks(e.List) {
				return true
			}
		}
	}
	return false
}

func endsOrBreaks(list []ast.Stmt) bool {
	return ends(list) || len(list) > 0 && isBreak(list[len(list)-1])
}

func isName(e ast.Expr, name string) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == name
}

// receive collects the exit of a receive by itself: the statement goes on when
// the channel is closed, and that leaves where no loop is around it, or where the
// loop asks whether the channel is open.
func (s *scan) receive(u *ast.UnaryExpr) {
	loops := loopsAround(s.file, s.body, s.file.LineOf(u.Pos()))
	if len(loops) == 0 {
		s.channel(u.X)
		return
	}
	var list []ast.Stmt
	switch loop := loops[len(loops)-1].(type) {
	case *ast.ForStmt:
		list = loop.Body.List
	case *ast.RangeStmt:
		return
	}
	for i, stmt := range list {
		if id := openName(stmt, u); id != nil && endsUnless(list[i+1:], id.Name) {
			s.add(byClosing, u.X)
		}
		if f, ok := stmt.(*ast.IfStmt); ok && f.Init != nil {
			if id := openName(f.Init, u); id != nil && endsUnless([]ast.Stmt{f}, id.Name) {
				s.add(byClosing, u.X)
			}
		}
		if e, ok := stmt.(*ast.ExprStmt); ok && ast.Unparen(e.X) == u && ends(list[i+1:]) {
			s.channel(u.X)
		}
	}
}

// openName returns the boolean that gets whether the channel of a receive is open.
func openName(stmt ast.Stmt, u *ast.UnaryExpr) *ast.Ident {
	a, ok := stmt.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 2 || len(a.Rhs) != 1 || ast.Unparen(a.Rhs[0]) != u {
		return nil
	}
	id, _ := a.Lhs[1].(*ast.Ident)
	return id
}

// call collects the exits of a call into the standard library.
func (s *scan) call(call *ast.CallExpr, g *goroutine.Goroutine, at int) {
	switch state := g.State; {
	case strings.HasPrefix(state, "sync.Cond"):
		s.conditions(call)
	case strings.HasPrefix(state, "IO wait"), state == "syscall":
		if s.stays(call) {
			return
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			s.add(byClose, sel.X)
		}
		for _, arg := range call.Args {
			switch ast.Unparen(arg).(type) {
			case *ast.Ident, *ast.SelectorExpr:
				s.add(byClose, arg)
			}
		}
	}
}

// conditions collects what the loop around a Wait of a sync.Cond asks for.
func (s *scan) conditions(call *ast.CallExpr) {
	loops := loopsAround(s.file, s.body, s.file.LineOf(call.Pos()))
	if len(loops) == 0 {
		return
	}
	loop, ok := loops[len(loops)-1].(*ast.ForStmt)
	if !ok {
		return
	}
	if loop.Cond != nil {
		s.unless(loop.Cond)
	}
	s.ifs(loop.Body)
}

// unless collects the flags that make a condition false: !x and its like, joined
// by &&.
func (s *scan) unless(cond ast.Expr) {
	switch c := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		if c.Op == token.LAND {
			s.unless(c.X)
			s.unless(c.Y)
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT {
			s.flag(c.X)
		}
	}
}

// when collects the flags that make a condition true.
func (s *scan) when(cond ast.Expr) {
	switch c := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		switch c.Op {
		case token.LOR:
			s.when(c.X)
			s.when(c.Y)
		case token.EQL, token.NEQ:
			s.compared(c)
		}
	default:
		s.flag(c)
	}
}

// compared collects ctx.Err() != nil, and a counter that is compared with a
// number: atomic.LoadInt32(&x.closed) == 1.
func (s *scan) compared(c *ast.BinaryExpr) {
	call, ok := ast.Unparen(c.X).(*ast.CallExpr)
	if !ok {
		return
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	switch {
	case !ok:
	case sel.Sel.Name == "Err" && len(call.Args) == 0 && c.Op == token.NEQ:
		s.add(byContext, sel.X)
	case strings.HasPrefix(sel.Sel.Name, "Load") && len(call.Args) == 1:
		s.add(byFlag, call.Args[0])
	case sel.Sel.Name == "Load":
		s.add(byFlag, sel.X)
	}
}

// flag adds a boolean variable, or the Load of an atomic one.
func (s *scan) flag(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		s.add(byFlag, e)
	case *ast.CallExpr:
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Load" && len(e.Args) == 0 {
			s.add(byFlag, sel.X)
		}
	}
}

// around collects what else the loop around a statement asks: a flag or a
// context in its condition, a select or an if in its body that leaves.
func (s *scan) around(n ast.Node) {
	loops := loopsAround(s.file, s.body, s.file.LineOf(n.Pos()))
	for _, loop := range loops {
		switch loop := loop.(type) {
		case *ast.ForStmt:
			if loop.Cond != nil {
				s.unless(loop.Cond)
			}
			s.ifs(loop.Body)
			s.selects(loop.Body)
		case *ast.RangeStmt:
			s.ifs(loop.Body)
			s.selects(loop.Body)
		}
	}
}

// selects collects the cases of the selects with a default case in a loop.
func (s *scan) selects(body ast.Node) {
	inspect(body, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectStmt); ok {
			s.clauses(sel)
		}
		return true
	})
}

// ifs collects the conditions under which a loop is left.
func (s *scan) ifs(body *ast.BlockStmt) {
	for _, stmt := range body.List {
		if f, ok := stmt.(*ast.IfStmt); ok && f.Init == nil && endsOrBreaks(f.Body.List) {
			s.when(f.Cond)
		}
	}
}
