package exits

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

// maxFunctions bounds how many functions of a goroutine are looked at.
const maxFunctions = 200

// A walk collects the waits of one start, in all functions that its goroutines run
// in this package.
type walk struct {
	*reader
	site  *spawn.Site
	seen  map[*ssa.Function]bool
	waits []Wait // in the order in which they were met
	depth int    // of the function that is looked at
	late  int    // how many of the calls that lead there are deferred
	cut   bool   // maxFunctions was not enough
}

func (w *walk) add(at ssa.Instruction, what string, end End) *Wait {
	w.waits = append(w.waits, Wait{Pos: at.Pos(), What: what, End: end, depth: w.depth, deferred: w.late > 0})
	return &w.waits[len(w.waits)-1]
}

// function looks at a function that the goroutine runs.
func (w *walk) function(fn *ssa.Function) {
	fn = graph.Original(fn)
	if fn == nil || w.seen[fn] {
		return
	}
	if len(w.seen) >= maxFunctions {
		w.cut = true
		return
	}
	w.seen[fn] = true
	if len(fn.Blocks) == 0 {
		w.beyond(w.site.Instr, fn, nil)
		return
	}
	if trap := w.endless.Trap(fn); trap != nil && trap.Pos.IsValid() && fn == trapFunction(fn, trap.Pos) {
		w.waits = append(w.waits, Wait{Pos: trap.Pos, What: "is in a " + string(trap.Kind) + " that is never left",
			End: undecided(noWayOut, "a "+string(trap.Kind)+" in "+source.FuncName(fn)+" has no way out, and no check reports it")})
	}
	w.depth++
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			w.instruction(instr)
		}
	}
	w.depth--
}

// trapFunction returns fn where the position lies in it, else nil: a trap may be that
// of a function that fn calls, which is looked at by itself.
func trapFunction(fn *ssa.Function, pos token.Pos) *ssa.Function {
	if syntax := fn.Syntax(); syntax != nil && syntax.Pos() <= pos && pos < syntax.End() {
		return fn
	}
	return nil
}

// instruction looks at one instruction.
func (w *walk) instruction(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Select:
		if instr.Blocking {
			w.selected(instr)
		}
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			w.received(instr)
		}
	case *ssa.Send:
		w.add(instr, "sends on "+w.name(instr.Chan), w.sendEnd(instr.Chan))
	case *ssa.Go:
	case *ssa.Defer:
		w.late++
		w.call(instr)
		w.late--
	case ssa.CallInstruction:
		w.call(instr)
	}
}

// call looks at a call, deferred or not.
func (w *walk) call(call ssa.CallInstruction) {
	common := call.Common()
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return
	}
	if w.flows.Spawns.At(call) != nil {
		return // it starts another goroutine
	}
	callees := w.callees(call)
	for _, fn := range callees {
		if len(fn.Blocks) > 0 && fn.Pkg == w.pkg() {
			w.function(fn)
		} else {
			w.beyond(call, fn, common.Args)
		}
	}
	if len(callees) == 0 {
		w.dynamic(call)
	}
}

// callees returns the functions that a call runs; none where they are not known.
func (w *walk) callees(call ssa.CallInstruction) []*ssa.Function {
	if fn := graph.Original(call.Common().StaticCallee()); fn != nil {
		return []*ssa.Function{fn}
	}
	var fns []*ssa.Function
	for _, target := range w.flows.Targets(call) {
		fns = append(fns, target.Fn)
	}
	return fns
}

func (w *walk) pkg() *ssa.Package { return w.site.Enclosing.Pkg }
