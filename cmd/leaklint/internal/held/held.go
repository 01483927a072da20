// Package held tells which locks a function holds where, and what a call does to
// the locks of its caller.
//
// It follows the paths of each function that has to do with locks with all that is
// known on them (see package paths): a lock that is held on one path is held there
// and nowhere else. What a function does to locks that
// its callers can name is its [Summary], in this package and, as a fact, in those
// that import it. Each function is looked at once, callees first; in a recursion
// the call that closes the circle counts as one that only asks for the locks which
// the function asks for itself.
package held

import (
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/feasible"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// Analyzer follows the locks of a package. Its result is a [*Index].
var Analyzer = &analysis.Analyzer{
	Name:       "held",
	Doc:        "find which locks are held where",
	Run:        run,
	Requires:   []*analysis.Analyzer{spawn.Analyzer, origin.Analyzer, heap.Analyzer, endless.Analyzer, decision.Analyzer, feasible.Analyzer},
	ResultType: reflect.TypeFor[*Index](),
	FactTypes:  []analysis.Fact{new(Fact)},
}

// maxAcquires bounds how many locks a summary lists.
const maxAcquires = 12

// A Summary is what a call of a function does to locks.
type Summary struct {
	Acquires []Acquire // what it asks for, itself or in what it calls, before it has released the same lock
	Holds    []Lock    // what it holds at every return
	Releases []Lock    // what it releases without having asked for it
	Retakes  []Acquire // what it releases for its caller and then asks for again
	Invokes  []Invoke  // which of its parameters it calls
}

// An Acquire is a lock that a function asks for.
type Acquire struct {
	Lock
	Must    bool        // on every path through the function
	Depends bool        // on a condition that is a bool, which may say that the lock is held
	Made    bool        // it is a part of an object that a function which is called makes
	Guess   bool        // by a call that may run another function instead
	Apart   []Class     // locks of its caller that the function gives back, so that they may not be held then
	flag    flag        // the condition, if it is a single parameter
	Calls   []token.Pos // the calls that lead there, outermost first; empty if the function does it
	Pos     token.Pos   // where it asks; invalid in another package
	Place   report.Place
}

// A Lock is a lock, as one function knows it.
type Lock struct {
	Path  Path // without a root if it cannot be named there
	Class Class
	Open  bool // code of other packages can name it
	Read  bool // for reading
	Once  bool // a sync.Once, which is held while its function runs

	// Base points to the object whose field the lock is, in the function that
	// locks; nil if it is no field. Through is the field that the object was
	// reached by, if it was.
	Base    ssa.Value
	Through *types.Var

	// Object points to the whole object that Base is a part of, as the outermost
	// caller knows it that does; nil if it is no field.
	Object ssa.Value
}

// A Held is a lock that is held at some place.
type Held struct {
	Lock
	At ssa.Instruction // what acquired it: the call of Lock, or of a function that locks
}

// An Event is a place in a function that is reached with locks held.
type Event struct {
	Instr ssa.Instruction
	Held  []Held // on one path, in the order in which they were acquired
}

// A Repeat is a lock that is asked for by a goroutine that holds it.
type Repeat struct {
	Fn    *ssa.Function
	Instr ssa.Instruction // the call of Lock, or of a function that locks
	First Held
	Again Acquire
}

// A Kept is a return at which a lock stays held.
type Kept struct {
	Fn    *ssa.Function
	Ret   *ssa.Return
	Lock  Held
	Freed bool // on another path through the function it is released
}

// A Back is that a function releases a lock that it did not take while it holds
// another one: whoever holds the first has to get the second to release it.
type Back struct {
	Fn       *ssa.Function
	Instr    ssa.Instruction // the call of Unlock
	Released Lock
	Held     Held
}

// An Index is what is known of the locks of one package.
type Index struct {
	Events  map[*ssa.Function][]Event
	Repeats []Repeat
	Kept    []Kept
	Backs   []Back

	Written  map[Class]bool              // classes that something locks for writing
	Tried    map[Class]bool              // classes with a TryLock
	Released map[Class][]*ssa.Function   // functions that release a lock which they did not take
	Asks     map[Class][]ssa.Instruction // every call of Lock or RLock, by class
	Aliased  map[Class]bool              // classes whose address goes elsewhere, so that others may release them

	boxed map[*types.TypeName][]types.Type // what is put into each interface of the package

	callees map[ssa.CallInstruction][]Callee
	always  map[*ssa.BasicBlock]bool // see endsAll
	flagged map[*ssa.BasicBlock]bool // see onFlag
	ops     map[*ssa.CallCommon]op
	called  map[*ssa.MakeClosure]bool // see onlyCalled

	mu sync.Mutex // guards what questions fill in: the passes ask at the same time

	noted map[noted]bool // see settle

	pass      *analysis.Pass
	ledger    *decision.Ledger
	starts    *spawn.Result
	origins   *origin.Index
	heap      *heap.Index
	traps     *endless.Result
	memory    *feasible.Package
	begun     map[*ssa.Function]bool // whose summary has been begun
	summaries map[*ssa.Function]*Summary
	directs   map[*ssa.Function]*Summary
	imported  map[*ssa.Function]*Summary
}

// Summary returns what a call of fn does to locks; never nil.
func (x *Index) Summary(fn *ssa.Function) *Summary {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.summary(fn)
}

func (x *Index) summary(fn *ssa.Function) *Summary {
	if s := x.summaries[fn]; s != nil {
		return s
	}
	if len(fn.Blocks) > 0 && fn.Pkg != nil && fn.Pkg.Pkg == x.pass.Pkg {
		return x.direct(fn)
	}
	return x.importSummary(fn)
}

func run(pass *analysis.Pass) (any, error) {
	x := &Index{
		Events:    map[*ssa.Function][]Event{},
		Written:   map[Class]bool{},
		Tried:     map[Class]bool{},
		Released:  map[Class][]*ssa.Function{},
		Aliased:   map[Class]bool{},
		Asks:      map[Class][]ssa.Instruction{},
		boxed:     map[*types.TypeName][]types.Type{},
		callees:   map[ssa.CallInstruction][]Callee{},
		always:    map[*ssa.BasicBlock]bool{},
		flagged:   map[*ssa.BasicBlock]bool{},
		ops:       map[*ssa.CallCommon]op{},
		called:    map[*ssa.MakeClosure]bool{},
		noted:     map[noted]bool{},
		pass:      pass,
		ledger:    pass.ResultOf[decision.Analyzer].(*decision.Ledger),
		starts:    pass.ResultOf[spawn.Analyzer].(*spawn.Result),
		origins:   pass.ResultOf[origin.Analyzer].(*origin.Index),
		heap:      pass.ResultOf[heap.Analyzer].(*heap.Index),
		traps:     pass.ResultOf[endless.Analyzer].(*endless.Result),
		memory:    pass.ResultOf[feasible.Analyzer].(*feasible.Package),
		begun:     map[*ssa.Function]bool{},
		summaries: map[*ssa.Function]*Summary{},
		directs:   map[*ssa.Function]*Summary{},
		imported:  map[*ssa.Function]*Summary{},
	}
	err := report.Guard(pass, func(at *token.Pos) error {
		x.collect()
		for _, fn := range x.calleesFirst(x.starts.Funcs) {
			*at = fn.Pos()
			x.summarize(fn)
		}
		return nil
	})
	x.export()
	return x, err
}

// collect notes every operation on a lock by its class.
func (x *Index) collect() {
	var conditions []ssa.Value // the addresses of their locks
	unknown := false           // locks are released of which it is not known which they are
	for _, fn := range x.starts.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if v, ok := instr.(ssa.Value); ok && isMutex(v.Type()) {
					x.collectAlias(v)
				}
				if box, ok := instr.(*ssa.MakeInterface); ok {
					x.collectBox(box)
					if isMutex(box.X.Type()) && isOfConditions(box) {
						conditions = append(conditions, box.X)
					}
				}
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				switch o := x.op(call.Common()); o.kind {
				case lock:
					x.Asks[o.lock.Class] = append(x.Asks[o.lock.Class], instr)
					if !o.read {
						x.Written[o.lock.Class] = true
					}
				case unlock:
					unknown = unknown || call.Common().IsInvoke() && !o.lock.Class.Known()
				case try:
					x.Tried[o.lock.Class] = true
				}
			}
		}
	}
	if unknown {
		for _, v := range conditions {
			x.Aliased[identify(v).Class] = true
		}
	}
}

// collectBox notes what is put into an interface of the package.
func (x *Index) collectBox(box *ssa.MakeInterface) {
	named, ok := types.Unalias(box.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != x.pass.Pkg {
		return
	}
	of := named.Origin().Obj()
	for _, t := range x.boxed[of] {
		if types.Identical(t, box.X.Type()) {
			return
		}
	}
	x.boxed[of] = append(x.boxed[of], box.X.Type())
}

// collectAlias notes whether the address of a lock is used for more than calls of
// its methods.
func (x *Index) collectAlias(v ssa.Value) {
	if v.Referrers() == nil {
		return
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case ssa.CallInstruction:
			if opOf(ref.Common()).kind != noOp {
				continue
			}
		case *ssa.MakeClosure:
			if ref.Fn.(*ssa.Function).Parent() != nil {
				continue // captured, and seen there
			}
		case *ssa.DebugRef, *ssa.UnOp:
			continue
		case *ssa.MakeInterface:
			if isOfConditions(ref) {
				continue
			}
		case *ssa.Phi:
			if !returned(ref, map[ssa.Value]bool{}) {
				continue
			}
		case *ssa.Store:
			if ref.Addr == v {
				continue
			}
			if cell := variable.Addressed(ref.Addr); cell != nil && !slices.ContainsFunc(variable.UsesOf(cell).Loads, func(load *ssa.UnOp) bool {
				return returned(load, map[ssa.Value]bool{})
			}) {
				continue
			}
		}
		x.Aliased[identify(v).Class] = true
	}
}

// returned reports whether the function returns the value, which hands it to the
// caller.
func returned(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.Return:
			return true
		case *ssa.Phi:
			return returned(ref, seen)
		}
		return false
	})
}
