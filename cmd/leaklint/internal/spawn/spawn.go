// Package spawn finds every place where a package starts a goroutine, and the
// functions that the goroutine runs.
//
// A goroutine is started by a go statement, by a function of the standard
// library or of errgroup that is known to run its argument in a new goroutine,
// and by any function of which a fact says so: `func (s *stopper) Go(f func())`
// whose body is `go f()` makes each of its callers a start site, in this
// package and in those that import it.
//
// What the package cannot resolve (a function value out of a map, an interface
// whose concrete type is not evident) has a [Site] without [Target]s.
package spawn

import (
	"go/ast"
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Analyzer computes the start sites of a package. Its result is a [*Result].
var Analyzer = &analysis.Analyzer{
	Name:       "spawn",
	Doc:        "find the places where goroutines are started",
	Run:        run,
	Requires:   []*analysis.Analyzer{buildssa.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(Starts)},
}

// A Kind is what starts a goroutine.
type Kind string

// The kinds of start.
const (
	GoStmt      Kind = "go statement"
	ErrGroup    Kind = "errgroup.Group.Go"
	WaitGroup   Kind = "sync.WaitGroup.Go"
	TimerFunc   Kind = "time.AfterFunc"
	ContextFunc Kind = "context.AfterFunc"
	Helper      Kind = "function that starts its argument" // see [Starts]
)

// A Site is one place where goroutines are started.
type Site struct {
	Kind      Kind
	Instr     ssa.CallInstruction // the *ssa.Go, or the call of the starter
	Enclosing *ssa.Function       // the function that holds Instr
	Targets   []Target            // what may run; empty if it could not be resolved
	Complete  bool                // Targets lists everything that may run
	Arg       int                 // which argument of the call is started; -1 for a go statement
}

// Pos returns the position where a finding about the goroutine stands: that of
// the go keyword, or of the call that starts it.
func (s *Site) Pos() token.Pos {
	if s.Kind == GoStmt || !s.Instr.Pos().IsValid() {
		return s.Instr.Pos()
	}
	// The position of an ssa.Call is its left parenthesis; a reader looks for
	// the start of the call.
	if call := callAt(s.Enclosing, s.Instr.Pos()); call != nil {
		return call.Pos()
	}
	return s.Instr.Pos()
}

// InLoop reports whether the site can be executed more than once in one
// execution of the function that holds it.
func (s *Site) InLoop() bool { return reaches(s.Instr.Block(), s.Instr.Block()) }

// A Target is one function that a started goroutine runs.
type Target struct {
	Fn *ssa.Function // with a body or without; never a wrapper or an instance

	// Args holds the value of each parameter of Fn (the receiver first), as seen
	// where the goroutine is started. An element is nil if it is not known.
	Args []ssa.Value

	// Bindings holds the value of each free variable of Fn, in the function that
	// made the closure (which need not be the one that starts it).
	Bindings []ssa.Value
}

// A Result holds the start sites of one package, in source order.
type Result struct {
	Sites []*Site
	Funcs []*ssa.Function // the functions with a source, literals included

	byFn    map[*ssa.Function][]*Site
	byInstr map[ssa.CallInstruction]*Site
}

// Of returns the sites at which a goroutine that runs fn is started.
func (r *Result) Of(fn *ssa.Function) []*Site { return r.byFn[fn] }

// At returns the site of the given instruction, or nil.
func (r *Result) At(instr ssa.CallInstruction) *Site { return r.byInstr[instr] }

func run(pass *analysis.Pass) (any, error) {
	built := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	finder := &finder{pass: pass, pkg: built.Pkg, starts: map[*ssa.Function]*Starts{}}
	return finder.find(withInitializers(built)), nil
}

// withInitializers returns the functions of the package that have a source:
// those of buildssa, and the literals in the initializers of its variables.
func withInitializers(built *buildssa.SSA) []*ssa.Function {
	funcs := built.SrcFuncs[:len(built.SrcFuncs):len(built.SrcFuncs)]
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		for _, literal := range fn.AnonFuncs {
			funcs = append(funcs, literal)
			add(literal)
		}
	}
	if initializer := built.Pkg.Func("init"); initializer != nil {
		add(initializer)
	}
	return funcs
}

// callAt returns the call expression of fn's source whose left parenthesis
// stands at pos, or nil.
func callAt(fn *ssa.Function, pos token.Pos) *ast.CallExpr {
	var found *ast.CallExpr
	if fn.Syntax() == nil {
		return nil
	}
	ast.Inspect(fn.Syntax(), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && call.Lparen == pos {
			found = call
		}
		return found == nil && (n == nil || n.Pos() <= pos && pos < n.End())
	})
	return found
}

// reaches reports whether some path of at least one edge leads from one block
// to another.
func reaches(from, to *ssa.BasicBlock) bool {
	seen := make([]bool, len(from.Parent().Blocks))
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == to {
			return true
		}
		if !seen[b.Index] {
			seen[b.Index] = true
			work = append(work, b.Succs...)
		}
	}
	return false
}
