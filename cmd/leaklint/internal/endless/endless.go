package endless

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// Analyzer finds the traps of a package. Its result is a [*Result].
var Analyzer = &analysis.Analyzer{
	Name:       "endless",
	Doc:        "find functions that never return",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, origin.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(Fact)},
}

// A Kind is what a trap is made of.
type Kind string

// The kinds of traps. A loop that does several of these counts as the first in
// this list that it does.
const (
	EmptySelect Kind = "select {}"
	SignalLoop  Kind = "signal loop"  // it waits for signals of the process, and is meant to last as long
	FlagLoop    Kind = "flag loop"    // it asks for a flag that nobody sets
	SelectLoop  Kind = "select loop"  // every pass waits in a select
	ChanLoop    Kind = "channel loop" // it sends or receives
	TickerRange Kind = "ticker range" // range over the channel of a ticker
	TickerLoop  Kind = "ticker loop"  // it waits for ticks
	SleepLoop   Kind = "sleep loop"   // it sleeps
	BusyLoop    Kind = "endless loop" // none of these in the loop itself
)

// A Trap is a part of a function that control never leaves.
type Trap struct {
	Kind  Kind
	Pos   token.Pos    // the blocking operation, or else the start of the loop; invalid in another package
	Place report.Place // the same, for messages and facts
	Calls bool         // the loop calls functions that are not known, so it may end in a way that is not seen
}

// A Result holds the traps of one package.
type Result struct {
	traps map[*ssa.Function]*Trap
	facts map[*ssa.Function]*Fact
	pass  *analysis.Pass
	flows *flows

	callers map[*ssa.Function][]*ssa.Function

	mu       sync.Mutex // the passes ask at the same time
	imported map[*types.Func]*Fact
}

// Trap returns the trap that fn can run into, itself or in a function that it
// calls, or nil. It answers for functions of other packages too.
func (r *Result) Trap(fn *ssa.Function) *Trap {
	if t, ok := r.traps[fn]; ok {
		return t
	}
	if f := r.fact(fn); f != nil && f.Trap != "" {
		return &Trap{Kind: f.Trap, Place: f.Place}
	}
	return nil
}

// Returns reports whether fn may return.
func (r *Result) Returns(fn *ssa.Function) bool {
	f := r.fact(fn)
	return f == nil || f.Returns
}

// fact returns what is known of fn, or nil.
func (r *Result) fact(fn *ssa.Function) *Fact {
	if fn == nil {
		return nil
	}
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	if f, ok := r.facts[fn]; ok {
		return f
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == r.pass.Pkg {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f, known := r.imported[obj]
	if !known {
		f = importFact(r.pass, obj)
		r.imported[obj] = f
	}
	return f
}

func run(pass *analysis.Pass) (any, error) {
	funcs := pass.ResultOf[spawn.Analyzer].(*spawn.Result).Funcs
	r := &Result{traps: map[*ssa.Function]*Trap{}, facts: map[*ssa.Function]*Fact{}, pass: pass, imported: map[*types.Func]*Fact{}}
	r.flows = &flows{result: r, origins: pass.ResultOf[origin.Analyzer].(*origin.Index)}
	err := report.Guard(pass, func(at *token.Pos) error {
		r.flows.solve(funcs, at)
		return nil
	})
	if machinery.Holds(belowGoroutines(pass.Pkg.Path())) {
		clear(r.traps)
		return r, err
	}
	for _, fn := range funcs {
		obj, ok := fn.Object().(*types.Func)
		if f := r.facts[fn]; ok && (f.Trap != "" || !f.Returns || f.Exits) {
			pass.ExportObjectFact(obj, f)
		}
	}
	return r, err
}

// belowGoroutines reports whether the package makes goroutines and processes what
// they are: an endless loop in it may be that of a child process which is about
// to exit (syscall.forkAndExecInChild1), or of the scheduler.
func belowGoroutines(path string) bool {
	return path == "syscall" || path == "runtime" || strings.HasPrefix(path, "runtime/internal/") || strings.HasPrefix(path, "internal/runtime/")
}
