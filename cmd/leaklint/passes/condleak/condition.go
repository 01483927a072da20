package condleak

import (
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/held"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/spawn"
)

type check struct {
	r       *report.Reporter
	ledger  *decision.Ledger
	locks   *held.Index
	origins *origin.Index
	starts  *spawn.Result
}

// A condition is a sync.Cond in one role, with everything that is done with it.
type condition struct {
	class   held.Class
	open    bool // code that is not seen may signal it
	waits   []*ssa.Call
	signals []ssa.CallInstruction // Signal and Broadcast
}

// conditions returns the conditions of the package, in the order in which they are
// first used. Those whose role is not known are one.
func (c *check) conditions() []*condition {
	var all []*condition
	byClass := map[held.Class]*condition{}
	for _, fn := range c.starts.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				name, on := method(call)
				if on == nil {
					continue
				}
				class, open := held.ClassOf(on)
				cond := byClass[class]
				if cond == nil {
					cond = &condition{class: class}
					byClass[class] = cond
					all = append(all, cond)
				}
				cond.open = cond.open || open
				cond.add(name, call)
			}
		}
	}
	return all
}

func (cond *condition) add(name string, call ssa.CallInstruction) {
	switch name {
	case "Signal", "Broadcast":
		cond.signals = append(cond.signals, call)
	case "Wait":
		if wait, ok := call.(*ssa.Call); ok {
			cond.waits = append(cond.waits, wait)
		}
	}
}

// method returns the method of a sync.Cond that is called, and on what.
func method(call ssa.CallInstruction) (name string, on ssa.Value) {
	fn := call.Common().StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil || fn.Signature.Recv().Type().String() != "*sync.Cond" {
		return "", nil
	}
	return fn.Name(), call.Common().Args[0]
}
