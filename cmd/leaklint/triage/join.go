package triage

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/leakkind"
)

// A match is a finding that speaks of a group, and why it is thought to.
type match struct {
	*finding
	why   reason
	moved bool // the source at hand has no go statement where the goroutine was started
}

// A reason ranks matches: the lower, the surer.
type reason int

const (
	sameStatement reason = iota // the go statement is the finding's, or one of its related positions
	sameOperation               // the blocking line is one of its positions
	sameFunction                // the function is the same and the kind too; the source has moved
	noMatch
)

// join runs the analyzers and adds to each group what they say of it. It does
// nothing where no packages are given and the module at hand has none of the
// functions in the capture.
func (o *options) join(ctx context.Context, c *capture, m module) error {
	packages := o.packages
	if len(packages) == 0 {
		if !slices.ContainsFunc(c.groups, func(g *group) bool { return g.runsIn(m) }) {
			o.sayNothingHere(c, m)
			return nil
		}
		packages = []string{"./..."}
	}
	found, err := o.findings(ctx, packages)
	if found == nil && err != nil {
		return err
	}
	var elsewhere []*group
	source := &statements{module: m, lines: make(map[string]map[int]bool)}
	for _, g := range c.groups {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		g.analyzed = g.runsIn(m)
		started := source.of(g)
		g.findings = matches(g, found, m, started)
		if started == noStatement || started == noSource && m.holds(*g.createdBy) {
			elsewhere = append(elsewhere, g)
		}
	}
	if len(elsewhere) > 0 {
		at := elsewhere[0].createdBy
		o.say("%s started where the source at hand has no go statement, as %s at %s: the program was built from another version, and what leaklint finds is joined by the function's name at best",
			verbed(len(elsewhere), "group was", "groups were"), at.DisplayName(), m.place(*at))
	}
	return err
}

// sayNothingHere says why nothing is joined to a capture that has functions of a
// program.
func (o *options) sayNothingHere(c *capture, m module) {
	who := &classifier{module: m.path}
	i := slices.IndexFunc(c.groups, func(g *group) bool {
		b := g.blocking()
		return b != nil && b.File != "" && !g.isMain() && !who.isStandard(*b)
	})
	switch {
	case i < 0 || m.path == "": // who is in no module does not expect any
	default:
		o.say("nothing in it is of the module at hand (%s), so that no finding is joined to %s and the others; run this in the program's module", m.path, c.groups[i].blocking().DisplayName())
	}
}

// verbed writes a number with what follows it in the singular or the plural.
func verbed(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// runsIn reports whether a group's go statement or operation is in a module.
func (g *group) runsIn(m module) bool {
	if g.createdBy != nil && m.holds(*g.createdBy) {
		return true
	}
	f := g.blocking()
	return f != nil && m.holds(*f)
}

// matches returns the findings that speak of a group: the surest ones alone.
func matches(g *group, found []*finding, m module, started statement) []match {
	var list []match
	best := noMatch
	for _, f := range found {
		why := f.speaksOf(g, m, started)
		if why == noMatch || why > best {
			continue
		}
		if why < best {
			list, best = nil, why
		}
		list = append(list, match{f, why, started == noStatement})
	}
	return list
}

// speaksOf tells why a finding is thought to be about a group.
func (f *finding) speaksOf(g *group, m module, started statement) reason {
	if g.createdBy != nil && f.standsAt(*g.createdBy, m) {
		return sameStatement
	}
	if b := g.blocking(); b != nil && f.Posn.is(*b, f.Package, m) {
		return sameOperation // findings of locks and conditions stand there
	}
	if f.isIn(g) && g.createdBy != nil {
		// A go statement that the source has where the goroutine was started is another
		// one than the finding's.
		if started != hasStatement && fits(g.kind, f.Check) {
			return sameFunction
		}
		return noMatch
	}
	// A capture without go statements, or a goroutine that another function
	// starts, such as sync.WaitGroup.Go: then the operation tells.
	if b := g.blocking(); b != nil && f.standsAt(*b, m) {
		return sameOperation
	}
	if f.isIn(g) && fits(g.kind, f.Check) {
		return sameFunction
	}
	return noMatch
}

// fits reports whether a state of some kind may be the leak that a check finds:
// a state cannot tell a range over a channel from a receive, or a loop of ticks
// from another select.
func fits(kind, check string) bool {
	if kind == check {
		return true
	}
	return slices.Contains(finerKinds[kind], check)
}

var finerKinds = map[string][]string{
	leakkind.Recv:   {leakkind.Range, leakkind.Context, leakkind.Ticker, leakkind.CtxIgnored, leakkind.Stop},
	leakkind.Select: {leakkind.Context, leakkind.Ticker, leakkind.Loop, leakkind.CtxIgnored, leakkind.Stop},
	leakkind.Sleep:  {leakkind.Loop, leakkind.CtxIgnored, leakkind.Stop},
	leakkind.Lock:   {leakkind.LockOrder},
	leakkind.IO:     {leakkind.HTTP, leakkind.Stop, leakkind.Exec},
}

// standsAt reports whether a function's position is one of a finding's.
func (f *finding) standsAt(at goroutine.Frame, m module) bool {
	if f.Posn.is(at, f.Package, m) {
		return true
	}
	return slices.ContainsFunc(f.Related, func(r related) bool { return r.Posn.is(at, f.Package, m) })
}

// is reports whether a position of a finding in a package is that of a function:
// the line and the file's base name are the same, and the package is, or the
// file at hand. Positions of facts have no folder, so that the package decides.
func (p posn) is(at goroutine.Frame, pkg string, m module) bool {
	file := strings.ReplaceAll(at.File, `\`, "/")
	path := filepath.ToSlash(p.file)
	if at.Line != p.line || base(file) != base(path) {
		return false
	}
	if at.Package() == pkg {
		return true
	}
	if found := m.find(at); found != "" {
		if !filepath.IsAbs(p.file) {
			path = filepath.ToSlash(filepath.Join(m.wd, p.file))
		}
		return filepath.ToSlash(found) == path
	}
	return false
}

// isIn reports whether a finding stands in the function whose go statement
// started a group. Without a known go statement it is the function around the
// one that the goroutine runs.
func (f *finding) isIn(g *group) bool {
	around := g.createdBy
	if around == nil {
		if len(g.stack) == 0 {
			return false
		}
		around = &g.stack[len(g.stack)-1]
	}
	pkg := around.Package()
	if pkg != f.Package && !(pkg == "main" && strings.HasSuffix(filepath.ToSlash(filepath.Dir(f.Posn.file)), base(f.Package))) {
		return false
	}
	name, want := enclosing(around.Function), plainName(f.Function)
	return want != "" && (name == want || strings.HasSuffix(name, "."+want))
}

// enclosing returns the name of the declared function around a closure, without
// its package, receiver's punctuation and type arguments:
//
//	example.com/shop.(*Service[...]).quote.func1.2  ->  Service.quote
//	example.com/shop.fetch.gowrap1                  ->  fetch
func enclosing(function string) string {
	name := function[strings.LastIndexByte(function, '/')+1:]
	_, name, _ = strings.Cut(name, ".")
	parts := strings.Split(plainName(name), ".")
	for len(parts) > 1 && isClosure(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, ".")
}

// plainName takes the punctuation of receivers and type arguments out of a name.
func plainName(name string) string {
	var b strings.Builder
	depth := 0
	for _, c := range name {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth > 0, c == '(', c == ')', c == '*':
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// isClosure reports whether a part of a name is one that the compiler gives:
// func1, gowrap2, deferwrap1, or a number alone.
func isClosure(part string) bool {
	for _, prefix := range []string{"func", "gowrap", "deferwrap", ""} {
		if rest, ok := strings.CutPrefix(part, prefix); ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
			return true
		}
	}
	return false
}
