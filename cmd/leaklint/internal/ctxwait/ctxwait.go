// Package ctxwait tells which functions end only when a context is done, or when
// something arrives on a channel that they are given, such as the Done of one.
//
// The question is always asked with the answer of another one: "suppose this
// context is never done: does the function still end?" Whether a context is
// never done is decided from what made it, see [Question.NotDone].
package ctxwait

import (
	"go/token"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/flow"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer finds the functions of a package that wait for a context. Its result
// is an [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "ctxwait",
	Doc:        "find functions that end only when a context is done",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, origin.Analyzer, flow.Analyzer, endless.Analyzer, feasible.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
	FactTypes:  []analysis.Fact{new(Fact)},
}

// factVersion is raised when the meaning of [Fact] changes; facts of another
// version count as none.
const factVersion = 1

// A Fact says that a function does not return unless a context is done.
type Fact struct {
	Version int
	Params  []int        // each of these parameters, if it is never done, is enough to keep the function
	Always  bool         // it waits for a context that is never done
	Place   report.Place // where it waits
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

// String is what analysistest compares.
func (f *Fact) String() string { return "ctxwait" }

// An Index answers for one package.
type Index struct {
	pass    *analysis.Pass
	origins *origin.Index
	flows   *flow.Index
	traps   *endless.Result
	memory  *feasible.Package
	facts   map[*ssa.Function]*Fact

	mu       sync.Mutex // the passes ask at the same time
	imported map[*types.Func]*Fact
}

func run(pass *analysis.Pass) (any, error) {
	funcs := pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs
	x := &Index{
		pass:    pass,
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		flows:   pass.ResultOf[flow.Analyzer].(*flow.Index),
		traps:   pass.ResultOf[endless.Analyzer].(*endless.Result),
		memory:  pass.ResultOf[feasible.Analyzer].(*feasible.Package),
		facts:   map[*ssa.Function]*Fact{},

		imported: map[*types.Func]*Fact{},
	}
	err := report.Guard(pass, func(at *token.Pos) error {
		graph.UntilStable(funcs, graph.Callers(funcs), func(fn *ssa.Function) bool {
			*at = fn.Pos()
			return x.update(fn)
		})
		return nil
	})
	for _, fn := range funcs {
		if obj, ok := fn.Object().(*types.Func); ok && x.facts[fn] != nil {
			pass.ExportObjectFact(obj, x.facts[fn])
		}
	}
	return x, err
}

// Of returns what is known of the function, or nil if it is not known to wait.
func (x *Index) Of(fn *ssa.Function) *Fact {
	fn = graph.Original(fn)
	if fn == nil {
		return nil
	}
	if f, ok := x.facts[fn]; ok {
		return f
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == x.pass.Pkg {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	f, known := x.imported[obj]
	if !known {
		if f = new(Fact); !x.pass.ImportObjectFact(obj, f) || f.Version != factVersion {
			f = nil
		}
		x.imported[obj] = f
	}
	return f
}

// update computes what the function waits for, going by what is known of its
// callees so far, and reports whether it learned something.
func (x *Index) update(fn *ssa.Function) bool {
	if known := x.facts[fn]; known != nil && known.Always || !x.waits(fn) {
		return false
	}
	next := &Fact{Version: factVersion}
	if at := x.stays(fn, x.Ask(fn, nil)); at != nil {
		next.Always, next.Place = true, report.PlaceOf(fn, at.Pos())
	} else {
		for i, p := range fn.Params {
			if !canBeDone(p.Type()) {
				continue
			}
			q := x.Ask(fn, func(given *ssa.Parameter) bool { return given == p })
			if at := x.stays(fn, q); at != nil {
				next.Params = append(next.Params, i)
				next.Place = report.PlaceOf(fn, at.Pos())
			}
		}
	}
	known := x.facts[fn]
	if !next.Always && (len(next.Params) == 0 || known != nil && len(known.Params) == len(next.Params)) {
		return false
	}
	x.facts[fn] = next
	return true
}

// canBeDone reports whether a parameter of that type may be what tells the
// function to end: a context, or a channel that is only there to be closed.
func canBeDone(t types.Type) bool {
	if ch, ok := t.Underlying().(*types.Chan); ok {
		s, ok := ch.Elem().Underlying().(*types.Struct)
		return ok && s.NumFields() == 0 && ch.Dir() != types.SendOnly
	}
	return endless.IsContext(t)
}

// waits reports whether anything in the function may wait for a context: the
// rest need not be looked at.
func (x *Index) waits(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				if endless.IsContextCall(instr.Common(), "Done") || endless.IsContextCall(instr.Common(), "Err") ||
					x.Of(instr.Common().StaticCallee()) != nil {
					return true
				}
			case *ssa.UnOp:
				if instr.Op == token.ARROW && canBeDone(instr.X.Type()) {
					return true
				}
			case *ssa.Select:
				return true
			}
		}
	}
	return false
}

// stays returns where the function waits forever on every path; nil if it may
// return. A path that only some arguments lead to (more than a semaphore will ever
// have) does not count.
func (x *Index) stays(fn *ssa.Function, q *Question) ssa.Instruction {
	at := x.traps.StuckIf(fn, q.Assumption())
	if at == nil || someArguments.Holds(len(x.traps.ReturnsIf(fn, q.Assumption())) > 0) {
		return nil
	}
	return at
}
