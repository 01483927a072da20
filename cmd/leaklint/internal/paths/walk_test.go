package paths_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/paths"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// calls is a domain whose value is the names of the functions that were called, of
// those that have no body to look into.
type calls struct{}

func (calls) Step(at *paths.State[string], instr ssa.Instruction) (string, bool) {
	if call, ok := instr.(ssa.CallInstruction); ok {
		if fn := call.Common().StaticCallee(); fn != nil && len(fn.Name()) == 1 && !strings.Contains(at.Value, fn.Name()) {
			return at.Value + fn.Name(), true
		}
	}
	return at.Value, true
}

func (calls) Edge(at *paths.State[string], _ int) (string, bool) { return at.Value, true }

func (calls) Targets(call ssa.CallInstruction) []spawn.Target {
	fn := call.Common().StaticCallee()
	if fn == nil || !strings.HasPrefix(fn.Name(), "see") && fn.Parent() == nil {
		return nil
	}
	return []spawn.Target{{Fn: fn, Args: call.Common().Args}}
}

func (calls) Deferred(*ssa.Defer) bool { return true }

func (calls) Panics() bool { return false }

const header = `package p

type state struct{
	on, off, never, more bool
	name  string
	level level
	open  open
	c     chan int
}

type level int

const (
	low  level = 0
	high level = 4
)

type open int

func (s *state) isOn() bool { return s.on }
func (s *state) both() bool { return s.never && s.more }
func (s *state) turn(o int) { s.off = !s.off; s.open = open(o); s.level = high }
func newState() *state { return &state{level: low} }
func use() { newState().turn(1) }
func each(func())
func seeTwo(x bool) (*state, bool) { if x { return &state{}, true }; return nil, false }

var global state

func a() {}
func b() {}
func c() {}

func unknown() bool
func pointer() (*state, error)
func set(s *state) { s.on = true }
func seeIf(do bool) { if do { a() } }
func seeSet(s *state) { s.on = true; a() }
`

// TestWalk checks which calls the paths of a function make, each one once.
func TestWalk(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"both ways":                      {`if x { a() } else { b() }`, "a b"},
		"a condition twice":              {`if x { a() }; c(); if !x { b() }`, "ac cb"},
		"a number":                       {`if n == 0 { a() }; if n != 0 { b() }`, "a b"},
		"a range of numbers":             {`if n > 3 { a() }; if n < 2 { b() }`, " a b"},
		"a variable that is set":         {`got := false; if x { got = true; a() }; if !got { b() }`, "a b"},
		"a variable that is set to both": {`got := x && n == 0; if got { a() }; if n != 0 { b() }`, " a b"},
		"a field":                        {`if s.on { a() }; if s.on { b() }`, " ab"},
		"a field that is stored":         {`if s.on { a() }; s.on = true; if s.on { b() }`, "ab b"},
		"a field that a call stores":     {`if s.on { a() }; set(s); if s.on { b() }`, " a ab b"},
		"a call that only reads":         {`if s.isOn() { a() }; if s.isOn() { b() }`, " ab"},
		"a call that does more":          {`if unknown() { a() }; if unknown() { b() }`, " a ab b"},
		"two fields":                     {`if s.on { a() }; if global.on { b() }`, " a ab b"},
		"two of one type":                {`if x == y { a() }; if x != y { b() }`, "a b"},
		"an error and what comes with":   {`p, err := pointer(); if err != nil { a() }; if p == nil { b() }`, " ab"},
		"a call inside":                  {`seeIf(x); if x { b() }`, " ab"},
		"a constant inside":              {`seeIf(true)`, "a"},
		"a store inside":                 {`seeSet(s); if s.on { b() }`, "ab"},
		"deferred calls":                 {`defer a(); if x { defer b() }; c()`, "ca cba"},
		"a deferred closure":             {`ok := false; defer func() { if !ok { a() } }(); if x { ok = true }; b()`, "b ba"},
		"a loop":                         {`for x := n; x > 0; x-- { a() }; b()`, "ab b"},
		"a loop that sets":               {`found := false; for range n { if unknown() { found = true; break } }; if found { a() }`, " a"},
		"a counted loop":                 {`for range 3 { a() }; b()`, "ab"},
		"a panic":                        {`if x { panic(1) }; a()`, "a"},
		"a text":                         {`if t := s.name; t == "a" { a() }; if s.name == "b" { b() }`, " a b"},
		"order of texts":                 {`if s.name < "a" { a() }; if s.name < "a" { b() }`, " ab"},
		"a bit":                          {`if n&1 != 0 { a() }; if n&1 == 0 { b() }`, "a b"},
		"a longer method":                {`if s.both() { a() }; if s.both() { b() }`, " ab"},
		"all constants of a type":        {`switch s.level { case low: a(); case high: b() }`, "a b"},
		"some constants of a type":       {`switch s.level { case low: a() }`, " a"},
		"constants of an open type":      {`switch s.open { case 0: a(); case 1: b() }`, " a b"},
		"a length":                       {`if len(s.name) == 0 { a() }; if len(s.name) > 0 { b() }`, "a b"},
		"the whole object stored":        {`if s.on { a() }; *s = state{}; if s.on { b() }`, " a ab b"},
		"a field that others store":      {`if s.off { a() }; <-s.c; if s.off { b() }`, " a ab b"},
		"a field that nobody stores":     {`if s.never { a() }; <-s.c; unknown(); if s.never { b() }`, " ab"},
		"a field and a literal":          {`if s.on { a() }; each(func() { s.on = false }); if s.on { b() }`, " a ab b"},
		"two results":                    {`p, ok := seeTwo(x); if ok { a() }; if p != nil { b() }`, " ab"},
		"a type":                         {`if _, ok := v.(*state); ok { a() }; if _, ok := v.(*state); ok { b() }`, " ab"},
		"rounds of something":            {`for range n { a() }; if n > 0 { b() }`, " ab"},
	} {
		t.Run(name, func(t *testing.T) {
			fn, fns := build(t, test.body)
			w := &paths.Walker[string]{Domain: calls{}, Table: feasible.NewPackage(fns, nil).NewTable()}
			if got := ends(w.Walk(fn.Blocks[0], 0, "", feasible.New(w.Table))); got != test.want {
				t.Errorf("paths %q, want %q", got, test.want)
			}
		})
	}
}

// TestMerge checks that a function with many conditions is walked to its end, that
// what was found behind a merge says so, and that it is not found again without one.
func TestMerge(t *testing.T) {
	body := `early := false; if x { early = true }; ` + strings.Repeat(`if unknown() { n++ }; `, 3)
	for _, v := range []string{"n1", "n2", "n3", "n4", "n5", "n6"} {
		body += "if " + v + " { n++ }; "
	}
	body += `if x { a() }; if n1 || n2 || n3 || n4 || n5 || n6 { n++ }; if early != x { b() }`
	fn, fns := build(t, body)
	w := &paths.Walker[string]{Domain: calls{}, Table: feasible.NewPackage(fns, nil).NewTable()}
	exits := w.Walk(fn.Blocks[0], 0, "", feasible.New(w.Table))
	if w.Partial || len(exits) == 0 {
		t.Fatal("the walk was given up")
	}
	found := 0
	for _, e := range exits {
		if !strings.Contains(e.Value, "b") {
			continue
		}
		found++
		if !e.Merged {
			t.Errorf("a path calls b that was not merged: %q", e.Value)
		}
		again := w.Again(e.Witness())
		if got := ends(again.Walk(fn.Blocks[0], 0, "", feasible.New(w.Table))); strings.Contains(got, "b") {
			t.Errorf("without merging there is a path that calls b: %q", got)
		}
	}
	if found == 0 {
		t.Error("nothing was merged that matters")
	}
}

// ends returns the values at the returns, sorted, each once.
func ends(exits []paths.Exit[string]) string {
	var values []string
	for _, e := range exits {
		values = append(values, e.Value)
	}
	return strings.Join(sorted(values), " ")
}

func build(t *testing.T, body string) (*ssa.Function, []*ssa.Function) {
	t.Helper()
	source := header + "func f(v any, x, y bool, n int, s *state, n1, n2, n3, n4, n5, n6 bool) {\n" + body + "\n}\n"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{}, fset, types.NewPackage("p", ""), []*ast.File{file}, ssa.BuilderMode(0))
	if err != nil {
		t.Fatal(err)
	}
	var fns []*ssa.Function
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		fns = append(fns, fn)
	}
	return pkg.Func("f"), fns
}

func sorted(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}
