// Package owner finds the goroutines that outlive the function which starts
// them and that end only when something is done to an object: a method is
// called on it, a channel in it is closed, a context kept with it is canceled.
// It says of each function what a call of it leaves running and which methods
// end that, and finds the paths on which the object is dropped before one of
// them was called.
//
// A function is understood from its source, in any package, with the help of
// facts about those that it calls. What the source cannot tell is in a short
// table, see [written].
//
// The limits: it follows an object through variables, fields of new objects,
// closures and the functions of the package; whatever else becomes of it (it is
// stored, sent, handed to a function of another package or to one that is not
// known) counts as somebody else's care.
package owner

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/ctxwait"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/lifetime"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer finds the owners of goroutines, and where they are dropped. Its
// result is a slice of [*Drop], in source order.
var Analyzer = &analysis.Analyzer{
	Name:       "owner",
	Doc:        "find objects whose goroutine is never stopped",
	Run:        run,
	Requires:   []*analysis.Analyzer{decision.Analyzer, spawn.Analyzer, origin.Analyzer, endless.Analyzer, lifetime.Analyzer, ctxwait.Analyzer, feasible.Analyzer},
	ResultType: reflect.TypeFor[[]*Drop](),
	FactTypes:  []analysis.Fact{new(Fact)},
}

// An Index is what is known of one package.
type Index struct {
	pass    *analysis.Pass
	prog    *ssa.Program
	ledger  *decision.Ledger
	starts  *spawn.Result
	origins *origin.Index
	traps   *endless.Result
	life    *lifetime.Index
	waits   *ctxwait.Index
	memory  *feasible.Package

	facts   map[*ssa.Function][]*hold
	effects map[effect][]ssa.Instruction
	makers  map[ssa.Value]key
	reached map[effect]map[*ssa.Function]bool
	sites   map[*spawn.Site]*hold // nil if nothing is left running that an object ends
	bits    map[part]bits
	sharper map[*ssa.Call]*hold // what [Index.certain] has found
	nothing *hold               // of an object that has no goroutine

	startCount map[*ssa.Function]int // go statements of a function
}

func run(pass *analysis.Pass) (any, error) {
	x := &Index{
		pass:    pass,
		ledger:  pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		starts:  pass.ResultOf[spawn.Analyzer].(*spawn.Result),
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		traps:   pass.ResultOf[endless.Analyzer].(*endless.Result),
		life:    pass.ResultOf[lifetime.Analyzer].(*lifetime.Index),
		waits:   pass.ResultOf[ctxwait.Analyzer].(*ctxwait.Index),
		memory:  pass.ResultOf[feasible.Analyzer].(*feasible.Package),
		facts:   map[*ssa.Function][]*hold{},
		effects: map[effect][]ssa.Instruction{},
		makers:  map[ssa.Value]key{},
		reached: map[effect]map[*ssa.Function]bool{},
		sites:   map[*spawn.Site]*hold{},
		bits:    map[part]bits{},
		sharper: map[*ssa.Call]*hold{},
		nothing: new(hold),

		startCount: map[*ssa.Function]int{},
	}
	for _, site := range x.starts.Sites {
		x.startCount[site.Enclosing]++
	}
	if len(x.starts.Funcs) > 0 {
		x.prog = x.starts.Funcs[0].Prog
	}
	var drops []*Drop
	err := report.Guard(pass, func(at *token.Pos) error {
		drops = x.solve(at)
		return nil
	})
	return drops, err
}

// solve looks at every function that starts something, and again at the callers
// of each of which that says something new.
func (x *Index) solve(at *token.Pos) []*Drop {
	funcs := x.starts.Funcs
	if !x.starters(funcs) {
		return nil
	}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				x.addEffects(instr)
			}
		}
	}
	callers := graph.Callers(funcs)
	for _, fn := range funcs {
		if outer := fn.Parent(); outer != nil {
			callers[fn] = append(callers[fn], outer)
		}
	}
	graph.UntilStable(funcs, callers, func(fn *ssa.Function) bool {
		*at = fn.Pos()
		changed := false
		for _, s := range x.startsIn(fn) {
			changed = x.learn(s) || changed
		}
		return changed
	})
	x.unstarted(funcs)
	var drops []*Drop
	for _, fn := range funcs {
		*at = fn.Pos()
		for _, s := range x.allStarts(fn) {
			if d := x.dropOf(s); d != nil {
				drops = append(drops, d)
			}
		}
	}
	x.export(funcs)
	return drops
}

// starters reports whether anything in the package may leave a goroutine
// running: most packages need no further look.
func (x *Index) starters(funcs []*ssa.Function) bool {
	if len(x.starts.Sites) > 0 {
		return true
	}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && len(x.factOf(call.Common().StaticCallee())) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// own returns the function if it is one of this package and has a body, the
// generic one of an instance, or nil.
func (x *Index) own(fn *ssa.Function) *ssa.Function {
	fn = graph.Original(fn)
	if fn == nil || len(fn.Blocks) == 0 || fn.Pkg == nil || fn.Pkg.Pkg != x.pass.Pkg {
		return nil
	}
	return fn
}
