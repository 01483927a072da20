// Package lifetime tells which goroutines are meant to live as long as the
// process: those that main or init starts, that a sync.Once or a package
// variable guards, or that a function starts which itself never returns.
//
// Such a goroutine exists once, whatever it does; everything else may be started
// again and again, so one without an end is a leak.
package lifetime

import (
	"go/types"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/inscope"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/loop"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer prepares the question for one package. Its result is an [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "lifetime",
	Doc:        "find goroutines that live as long as the process",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, origin.Analyzer, endless.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
}

// An Index answers for one package.
type Index struct {
	starts  *spawn.Result
	origins *origin.Index
	endless *endless.Result

	loops loop.Memo

	mu   sync.Mutex                    // guards what follows: the passes ask at the same time
	once map[question]*decision.Reason // a function being looked at counts as not
}

// A question is whether a function is executed at most once, or as often as a loop
// that is counted says.
type question struct {
	fn     *ssa.Function
	rounds bool
}

func run(pass *analysis.Pass) (any, error) {
	return &Index{
		starts:  pass.ResultOf[spawn.Analyzer].(*spawn.Result),
		origins: pass.ResultOf[origin.Analyzer].(*origin.Index),
		endless: pass.ResultOf[endless.Analyzer].(*endless.Result),
		once:    map[question]*decision.Reason{},
	}, nil
}

// Process reports whether the goroutine started at the site lives as long as the
// process by intent.
func (x *Index) Process(site *spawn.Site) bool { return x.WhyProcess(site) != nil }

// WhyProcess returns why the goroutine started at the site lives as long as the
// process by intent; nil if it does not.
func (x *Index) WhyProcess(site *spawn.Site) *decision.Reason {
	x.mu.Lock()
	r := x.instrOnce(site.Instr, true)
	x.mu.Unlock()
	if r != nil {
		return r
	}
	if singleton.Holds(startsSingleton(site)) {
		return singleton
	}
	return nil
}

// WhyOnce returns why the instruction is executed at most once in the life of the
// process; nil if it may be executed again.
func (x *Index) WhyOnce(instr ssa.Instruction) *decision.Reason {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.instrOnce(instr, false)
}

// WhyRounds is WhyOnce where the rounds of a loop that is counted before the first one
// are one time.
func (x *Index) WhyRounds(instr ssa.Instruction) *decision.Reason {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.instrOnce(instr, true)
}

// Registered reports whether the goroutine is started in a function literal that
// init hands on, as a plugin's constructor is registered: nobody can see here how
// often it is called. The handler of a request is called for every request.
func Registered(site *spawn.Site) bool {
	outer := graph.Declared(site.Enclosing)
	return outer != site.Enclosing && graph.IsInit(outer) && inscope.Of(site.Enclosing).Kind != inscope.Request
}

// instrOnce returns why the instruction is executed at most once, or nil. Where
// rounds of a loop are allowed, as for a set of workers, those of one that is
// counted before the first round are one time.
func (x *Index) instrOnce(instr ssa.Instruction, rounds bool) *decision.Reason {
	if guarded.Holds(guardedByGlobal(instr.Block())) {
		return guarded
	}
	looped := graph.InLoop(instr.Block())
	if looped && (!rounds || !workers.Holds(x.counted(instr.Block()))) {
		return nil
	}
	r := x.funcOnce(instr.Parent(), rounds)
	if r != nil && looped {
		return workers
	}
	return r
}

// counted reports whether the rounds of every loop around the block are counted
// before the first one.
func (x *Index) counted(b *ssa.BasicBlock) bool {
	for _, l := range x.loops.Of(b.Parent()) {
		if bound := l.Bound(); l.Contains(b) && !bound.Known && bound.Expr == "" {
			return false
		}
	}
	return true
}

// funcOnce returns why the function is executed at most once per process, or never
// returns to a caller that could call it again; nil if neither is so.
func (x *Index) funcOnce(fn *ssa.Function, rounds bool) *decision.Reason {
	key := question{fn, rounds}
	if known, ok := x.once[key]; ok {
		return known
	}
	x.once[key] = nil
	r := entry(fn)
	if r == nil && neverReturns.Holds(!x.endless.Returns(fn)) {
		r = neverReturns
	}
	if r == nil {
		r = x.calledOnce(fn, rounds)
	}
	x.once[key] = r
	return r
}

// entry returns the reason if the function is where a process begins: main, or the Run
// function of a command. That an init runs once is seen where it is called.
func entry(fn *ssa.Function) *decision.Reason {
	return decision.First(
		decision.Condition{Reason: fromMain, Holds: func() bool { return graph.IsMain(fn) }},
		decision.Condition{Reason: fromCommand, Holds: func() bool { return isCommand(fn.Signature) }},
		decision.Condition{Reason: fromRun, Holds: func() bool { return isRun(fn) }},
	)
}

// isRun reports whether the function is Run([]string) int, the method by which the
// cli packages of mitchellh and hashicorp run a command: the int is the exit code.
func isRun(fn *ssa.Function) bool {
	sig := fn.Signature
	if fn.Name() != "Run" || sig.Recv() == nil || sig.Params().Len() != 1 || sig.Results().Len() != 1 {
		return false
	}
	args := types.NewSlice(types.Typ[types.String])
	return types.Identical(sig.Params().At(0).Type(), args) && types.Identical(sig.Results().At(0).Type(), types.Typ[types.Int])
}

// isCommand reports whether a function of that type is what a command line
// library calls for a command: it gets the command itself.
func isCommand(sig *types.Signature) bool {
	for param := range sig.Params().Variables() {
		ptr, ok := param.Type().(*types.Pointer)
		if !ok {
			continue
		}
		named, ok := ptr.Elem().(*types.Named)
		if !ok || named.Obj().Pkg() == nil {
			continue
		}
		path, name := named.Obj().Pkg().Path(), named.Obj().Name()
		if strings.HasSuffix(path, "/cobra") && name == "Command" ||
			strings.Contains(path, "urfave/cli") && (name == "Context" || name == "Command") {
			return true
		}
	}
	return false
}

// calledOnce returns the reason if every use of the function is known and happens
// at most once.
func (x *Index) calledOnce(fn *ssa.Function, rounds bool) *decision.Reason {
	calls, all := x.origins.Calls(fn)
	if underOnce.Holds(x.underOnce(fn)) {
		if len(calls) == 0 || x.allOnce(calls, rounds) {
			return underOnce
		}
		return nil
	}
	if !all || len(calls)+len(x.starts.Of(fn)) == 0 {
		return nil
	}
	for _, site := range x.starts.Of(fn) {
		if x.instrOnce(site.Instr, rounds) == nil {
			return nil
		}
	}
	if calledOnce.Holds(x.allOnce(calls, rounds)) {
		return calledOnce
	}
	return nil
}

func (x *Index) allOnce(calls []ssa.CallInstruction, rounds bool) bool {
	for _, call := range calls {
		if x.instrOnce(call, rounds) == nil {
			return false
		}
	}
	return true
}

// underOnce reports whether the function is only used as the argument of
// sync.Once.Do, sync.OnceFunc or sync.OnceValue(s). For a sync.Once in an object
// that is once per object, not per process: then it is not enough.
func (x *Index) underOnce(fn *ssa.Function) bool {
	uses := x.valueUses(fn)
	for _, use := range uses {
		if !x.isOnceCall(use) {
			return false
		}
	}
	return len(uses) > 0
}

// valueUses returns the instructions that use the function as a value, or a
// closure of it.
func (x *Index) valueUses(fn *ssa.Function) []ssa.Instruction {
	if fn.Parent() == nil {
		return x.origins.ValueUses(fn)
	}
	var uses []ssa.Instruction
	for _, ref := range *fn.Referrers() {
		if closure, ok := ref.(*ssa.MakeClosure); ok {
			uses = append(uses, *closure.Referrers()...)
		} else {
			uses = append(uses, ref)
		}
	}
	return uses
}

func (x *Index) isOnceCall(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	run, ok := model.RunsOnce(call.Common().StaticCallee())
	return ok && (run.Under == model.None || x.isGlobals(call.Common().Args[run.Under], 0))
}
