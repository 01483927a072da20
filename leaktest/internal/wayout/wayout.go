// Package wayout finds what ends a goroutine that stands in a wait, from the
// source of the packages in its stack and of the test that it belongs to: the
// select, receive or condition in which it stands, the fields in that, the methods
// that close, cancel or set them, and the place where the test made the object.
//
// It parses and does not type-check, and reads a bounded amount of source. Where
// that does not settle who ends the goroutine, or more than one would fit, it has
// no answer: a name alone is never enough.
package wayout

import (
	"fmt"
	"go/ast"
	"go/printer"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// An Answer is what is known of the way out of a goroutine.
type Answer struct {
	Hint    string // what ends it, for the author of the test; "" where that is not known
	Untaken string // a way out beside the wait that nobody took, as in the source
	At      string // its position
}

var mu sync.Mutex

// Find looks for the way out of a goroutine that blocks in a frame of its stack,
// for the named test.
func Find(g *goroutine.Goroutine, frame int, owner string) (a Answer) {
	guarded(func() { a = find(g, frame, owner) })
	return a
}

// guarded looks at source alone. Where that fails what was read is forgotten: it may
// be the reason, or be read by half.
func guarded(look func()) {
	mu.Lock()
	defer mu.Unlock()
	if !source.Guarded(look) {
		shared = newWorld()
	}
}

func find(g *goroutine.Goroutine, frame int, owner string) Answer {
	if frame < 0 || frame >= len(g.Stack) || source.IsStandard(&g.Stack[frame]) {
		return Answer{}
	}
	w := worldOf(g)
	exits := w.exitsOf(g, frame)
	if len(exits) == 0 {
		return Answer{}
	}
	var a Answer
	if exits[0].beside {
		a.Untaken, a.At = exits[0].text(), positionOf(w, exits[0].file, exits[0].expr)
	}
	s := &search{world: w, avoid: w.ownFunctions(g), seen: make(map[node]bool), noted: make(map[*fn]bool), waited: make(map[ast.Expr]bool)}
	var makers []*maker
	if test := w.testNamed(owner); test != nil {
		makers = w.makers(test) // first, as it reads the packages that the test uses
	}
	for _, e := range exits {
		s.origin = w.trace(g, value{e.place, e.expr, e.frame})
		s.closersOf(s.origin, e.cause, 0)
	}
	s.callers()
	known := s.candidates(makers)
	a.Hint = answer(known)
	if len(known) == 0 {
		a.Hint = s.handedIn(makers, exits)
	}
	return a
}

// text is the exit as the source has it.
func (e exit) text() string {
	var b strings.Builder
	if e.cause != byFlag && e.cause != byClose {
		b.WriteString("<-")
	}
	if printer.Fprint(&b, e.file.Set, e.expr) != nil {
		return ""
	}
	return b.String()
}

// ownFunctions are the declared functions that the goroutine runs, and the one
// that starts it: what they do they do not do for it.
func (w *world) ownFunctions(g *goroutine.Goroutine) map[*fn]bool {
	own := make(map[*fn]bool)
	frames := slices.Clone(g.Stack)
	if g.CreatedBy != nil {
		frames = append(frames, *g.CreatedBy)
	}
	for i := range frames {
		if source.IsStandard(&frames[i]) {
			continue
		}
		p, src := w.packageOf(&frames[i])
		if p == nil {
			continue
		}
		if decl, _ := enclosing(src, frames[i].Line); decl != nil {
			if f := p.funcs[methodKey(receiverName(decl), decl.Name.Name)]; f != nil {
				own[f] = true
			}
		}
	}
	return own
}

// A candidate is a method, or a function, that a user may call to end the
// goroutine.
type candidate struct {
	closer
	makers []*maker // where the test made what it is a method of
}

// answer names the one thing that a user may call, "" where there is none or more
// than one.
func answer(known []*candidate) string {
	if c, ok := choose(known, true); ok {
		return c.sentence()
	}
	if slices.ContainsFunc(known, func(c *candidate) bool { return len(c.makers) > 0 }) {
		return ""
	}
	if c, ok := choose(known, false); ok {
		return c.sentence()
	}
	return ""
}

// candidates are the closers that a user can name: exported methods of what the
// test made, or of exported types, functions that it was returned, functions of the
// package.
func (s *search) candidates(makers []*maker) []*candidate {
	var all []*candidate
	for _, c := range s.found {
		f := c.fn
		k := &candidate{closer: c}
		for _, m := range makers {
			switch {
			case c.result >= 0 && m.fn == f, c.result < 0 && f.recv != "" && m.makes(named{f.pkg, f.recv}):
				k.makers = append(k.makers, m)
			}
		}
		if c.result < 0 && (!s.callable(f, len(k.makers) > 0) || len(k.makers) == 0 && s.isPart(f)) {
			continue
		}
		all = append(all, k)
	}
	for _, k := range all {
		for _, m := range k.makers {
			m.ended = m.ended || k.result < 0 && isClosing(k.fn.name()) && m.uses(k.fn.name())
		}
	}
	return all
}

// callable reports whether the author of a test can call a function.
func (s *search) callable(f *fn, made bool) bool {
	if strings.HasSuffix(f.file.Name, "_test.go") && f.recv == "" {
		return false // a test or what helps it
	}
	if f.recv == "" && !isClosing(f.name()) {
		return false // it does something else besides
	}
	if f.pkg.dir == s.world.testDir {
		return f.recv != ""
	}
	return ast.IsExported(f.name()) && (made || f.recv == "" || ast.IsExported(f.recv)) && (made || !strings.Contains(f.pkg.path, "internal/"))
}

// isPart reports whether a method is one of a type that other libraries, or other
// types of its own, make for themselves: then it is theirs to call. Those of the
// test's own package are known to its author.
func (s *search) isPart(f *fn) bool {
	t := named{f.pkg, f.recv}
	if f.recv == "" || f.pkg.dir == s.world.testDir {
		return false
	}
	for _, maker := range f.pkg.funcs {
		if !maker.makes(t) {
			continue
		}
		for _, u := range maker.callsBy(nil) {
			if !s.world.isOwn(u.pkg) && u.fn != nil && u.fn.recv != t.name && !u.fn.makes(t) {
				return true
			}
		}
	}
	return false
}

// makes reports whether a function returns what is of a type.
func (f *fn) makes(t named) bool {
	r, ok := f.result(0)
	if !ok {
		return false
	}
	n, ok := r.named()
	return ok && n == t
}

// choose returns the one candidate among those that the test made, or among the
// others.
func choose(all []*candidate, made bool) (*candidate, bool) {
	var list []*candidate
	for _, c := range all {
		if (len(c.makers) > 0) == made {
			list = append(list, c)
		}
	}
	list = narrowed(list)
	if len(list) == 0 {
		return nil, false
	}
	first := list[0]
	for _, c := range list[1:] {
		if c.fn.pkg != first.fn.pkg || c.fn.recv != first.fn.recv || c.result != first.result {
			return nil, false
		}
	}
	if len(list) == 1 {
		return first, made || first.depth == 0 || isClosing(first.fn.name())
	}
	return plainest(list)
}

// narrowed leaves, in this order: those that have a name for closing, those that the
// test did not call, those that do it themselves or by the fewest calls.
func narrowed(list []*candidate) []*candidate {
	list = prefer(list, func(c *candidate) bool { return c.result >= 0 || isClosing(c.fn.name()) })
	list = prefer(list, func(c *candidate) bool { return len(c.open()) > 0 })
	list = nearest(list)
	list = prefer(list, func(c *candidate) bool { return ast.IsExported(c.fn.name()) })
	list = unqualified(list)
	sort.SliceStable(list, func(i, j int) bool { return list[i].depth < list[j].depth })
	if len(list) > 0 {
		least := list[0].depth
		list = prefer(list, func(c *candidate) bool { return c.depth == least })
	}
	return list
}

// nearest leaves the candidates on what the test made by the fewest calls: the
// whole before its parts.
func nearest(list []*candidate) []*candidate {
	deep := func(c *candidate) int {
		least := maxCalls + 1
		for _, m := range c.makers {
			least = min(least, m.deep)
		}
		return least
	}
	least := maxCalls + 1
	for _, c := range list {
		least = min(least, deep(c))
	}
	return prefer(list, func(c *candidate) bool { return deep(c) == least })
}

// unqualified leaves out what another one does under the beginning of its name, as
// Shutdown that calls ShutdownWithContext.
func unqualified(list []*candidate) []*candidate {
	return prefer(list, func(c *candidate) bool {
		return !slices.ContainsFunc(list, func(o *candidate) bool {
			return o.fn != c.fn && o.fn.recv == c.fn.recv && o.depth <= c.depth+1 && strings.HasPrefix(c.fn.name(), o.fn.name())
		})
	})
}

func prefer(list []*candidate, good func(*candidate) bool) []*candidate {
	var some []*candidate
	for _, c := range list {
		if good(c) {
			some = append(some, c)
		}
	}
	if len(some) == 0 {
		return list
	}
	return some
}

// plainest returns the candidate whose name the others only qualify: Close of
// Close and CloseNow.
func plainest(list []*candidate) (*candidate, bool) {
	for _, c := range list {
		name := c.fn.name()
		if !slices.ContainsFunc(list, func(o *candidate) bool { return !strings.Contains(o.fn.name(), name) }) {
			return c, true
		}
	}
	return nil, false
}

// closingVerbs begin the names of methods that end something.
var closingVerbs = strings.Fields(`close stop shutdown shut cancel quit kill terminate end finish release destroy
	dispose drain disconnect halt exit abort teardown unsubscribe unwatch free`)

// isClosing reports whether a name says that something is ended. It only decides
// between functions that were found to do so.
func isClosing(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(closingVerbs, func(verb string) bool { return strings.HasPrefix(lower, verb) || strings.HasSuffix(lower, verb) })
}

// open are the makers of what the test did not call the method on.
func (c *candidate) open() []*maker {
	var open []*maker
	for _, m := range c.makers {
		if c.result >= 0 {
			if !m.calls(c.result) {
				open = append(open, m)
			}
			continue
		}
		if !m.ended && !m.uses(c.fn.name()) {
			open = append(open, m)
		}
	}
	return open
}

// calls reports whether the i-th result, a function, is used.
func (m *maker) calls(i int) bool {
	holder, ok := m.holder(i)
	if !ok {
		return false
	}
	id, ok := holder.(*ast.Ident)
	if !ok {
		return true
	}
	used := false
	ast.Inspect(m.in, func(n ast.Node) bool {
		if x, ok := n.(*ast.Ident); ok && x.Obj == id.Obj && x != id && x.Name == id.Name && !m.discards(x) {
			used = true
		}
		return !used
	})
	return used
}

// discards reports whether a variable is assigned to the blank one.
func (m *maker) discards(id *ast.Ident) bool {
	return slices.ContainsFunc(m.pkg.usesOf(id.Name), func(u *use) bool {
		return u.kind == copied && u.expr == id && isName(u.other, "_")
	})
}

// sentence says what ends the goroutine, and where what nobody ended came from.
func (c *candidate) sentence() string {
	open := c.open()
	if c.result >= 0 {
		s := fmt.Sprintf("ends when the function that %s returns is called", c.display(open))
		if len(open) == 1 {
			s = fmt.Sprintf("ends when the function that %s returned at %s is called; nobody called it", open[0].text, open[0].position())
		}
		return s
	}
	s := fmt.Sprintf("ends when %s is called", c.display(open))
	if len(c.makers) > 0 && len(open) == 0 {
		return s
	}
	s += "; nobody called it"
	switch len(open) {
	case 1:
		s += fmt.Sprintf(" on the one %s %s", open[0].from(), open[0].position())
	case 2, 3:
		s += " on the ones"
		for i, m := range open {
			if i > 0 {
				s += " and"
			}
			s += fmt.Sprintf(" %s %s", m.from(), m.position())
		}
	}
	return s
}

// from says how something was made.
func (m *maker) from() string {
	if m.fn == nil {
		return "made at"
	}
	return "from " + m.text + " at"
}

// display names a candidate as the test would: by its type where the test made
// that or what embeds it, without the package where that is the test's own.
func (c *candidate) display(open []*maker) string {
	t := named{c.fn.pkg, c.fn.recv}
	own := c.fn.pkg.dir == c.fn.pkg.world.testDir
	list := open
	if len(list) == 0 {
		list = c.makers
	}
	if len(list) > 0 && c.result < 0 {
		t, own = list[0].typ, list[0].own
	}
	prefix := t.pkg.name + "."
	if own {
		prefix = ""
	}
	if c.fn.recv == "" {
		return prefix + c.fn.name()
	}
	if !ast.IsExported(t.name) && len(list) > 0 && list[0].fn != nil {
		if r, ok := list[0].fn.result(0); ok {
			if n, ok := r.named(); ok && n.isInterface() {
				return prefix + n.name + "." + c.fn.name()
			}
		}
	}
	if c.pointer() {
		return fmt.Sprintf("(*%s%s).%s", prefix, t.name, c.fn.name())
	}
	return prefix + t.name + "." + c.fn.name()
}

// pointer reports whether a method has a pointer for its receiver.
func (c *candidate) pointer() bool {
	_, ok := c.fn.decl.Recv.List[0].Type.(*ast.StarExpr)
	return ok
}
