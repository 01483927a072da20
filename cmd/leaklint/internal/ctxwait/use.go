package ctxwait

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
)

// maxCallees bounds through how many calls a watched object is followed.
const maxCallees = 3

// A use finds what one function does with a thing.
type use struct {
	*uses
	fn    *ssa.Function
	from  ssa.Instruction // the start of the goroutine; nil in a function that is called
	thing thing
	names map[string]bool    // of the methods that the goroutine calls
	wraps map[ssa.Value]bool // what reads from the thing, or writes to it
	depth int
}

// scan looks at all instructions of the function.
func (f *use) scan() {
	for _, b := range f.fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				if instr != f.from {
					f.call(instr)
				}
			case *ssa.Store:
				_, local := instr.Addr.(*ssa.Alloc)
				f.keep(!local, instr.Val)
			case *ssa.MapUpdate:
				f.keep(true, instr.Value)
			case *ssa.Send:
				f.keep(true, instr.X)
			case *ssa.Return:
				f.keep(f.from != nil, instr.Results...)
			}
		}
	}
}

// keep notes that the thing goes where it may be used later, if it is one of the values.
func (f *use) keep(later bool, values ...ssa.Value) {
	f.kept = f.kept || later && slices.ContainsFunc(values, f.is)
}

// is reports whether the value is the thing, or wraps it.
func (f *use) is(v ssa.Value) bool { return f.wraps[v] || heap.PathOf(v) == f.thing.Path }

// has reports whether the value is the thing, or an object that has it and is not the
// receiver of the function, which has much else.
func (f *use) has(v ssa.Value) bool {
	p := heap.PathOf(v)
	return f.is(v) || f.thing.Under(p) && p.Root != receiver(f.fn)
}

func receiver(fn *ssa.Function) ssa.Value {
	if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
		return nil
	}
	return fn.Params[0]
}

// call looks at a call, and at a function literal that is called, deferred or started.
func (f *use) call(instr ssa.CallInstruction) {
	common := instr.Common()
	if closure, ok := common.Value.(*ssa.MakeClosure); ok {
		f.literal(instr, closure.Fn.(*ssa.Function))
		return
	}
	for _, v := range objectsOf(common) {
		if !f.has(v) {
			continue
		}
		switch instr := instr.(type) {
		case *ssa.Defer:
			f.end(instr, common.Value == v || isReceiver(v, common))
		case *ssa.Go:
			f.kept = true
		case *ssa.Call:
			f.passed(instr, v)
		}
	}
}

// end notes a deferred call that sees to the end of the thing, if it is deferred
// wherever the goroutine is started.
func (f *use) end(at *ssa.Defer, ends bool) {
	if ends && f.from != nil && f.ended == nil && at.Block().Dominates(f.from.Block()) {
		f.ended = at
	}
}

// literal looks into a function literal.
func (f *use) literal(instr ssa.CallInstruction, fn *ssa.Function) {
	in := &use{uses: &uses{}, fn: fn, thing: f.thing, names: f.names, wraps: map[ssa.Value]bool{}, depth: maxCallees}
	in.scan()
	switch instr := instr.(type) {
	case *ssa.Go:
		f.kept = f.kept || in.work != nil || in.kept
	case *ssa.Defer:
		f.end(instr, len(fn.Blocks) > 0 && slices.ContainsFunc(fn.Blocks[0].Instrs, in.acts))
	case *ssa.Call:
		f.kept = f.kept || in.kept
		f.works(in.work != nil, instr)
	}
}

// acts reports whether the instruction calls a method of the thing, or the thing.
func (f *use) acts(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	return ok && slices.ContainsFunc(objectsOf(call.Common()), func(v ssa.Value) bool {
		return f.is(v) && (call.Common().Value == v || isReceiver(v, call.Common()))
	})
}

// isReceiver reports whether the call is one of a method of v.
func isReceiver(v ssa.Value, call *ssa.CallCommon) bool {
	callee := call.StaticCallee()
	return call.IsInvoke() && call.Value == v || callee != nil && callee.Signature.Recv() != nil && call.Args[0] == v
}

func methodName(call *ssa.CallCommon) string {
	if call.IsInvoke() {
		return call.Method.Name()
	}
	if callee := call.StaticCallee(); callee != nil {
		return callee.Name()
	}
	return ""
}

// passed looks at a call that is given the thing as v.
func (f *use) passed(call *ssa.Call, v ssa.Value) {
	common := call.Common()
	callee := graph.Original(common.StaticCallee())
	if isReceiver(v, common) {
		f.works(f.wraps[v] || f.mayWait(common), call)
		return
	}
	if callee == nil {
		f.kept = true
		return
	}
	transfer, ok := model.Transfers(callee)
	switch {
	case ok && transfer.Wraps:
		f.wraps[call] = true
	case ok:
		f.works(true, call)
	case model.OnlyReads(callee):
	case len(callee.Blocks) == 0 || f.depth == maxCallees:
		f.kept = true
	default:
		f.inside(call, callee, v)
	}
}

// mayWait reports whether the method may be one that waits for the other side: it may
// fail, and is neither what the goroutine calls nor one that sets something.
func (f *use) mayWait(call *ssa.CallCommon) bool {
	if waits(call) {
		return true
	}
	results, name := call.Signature().Results(), methodName(call)
	return results.Len() > 0 && endless.IsError(results.At(results.Len()-1).Type()) && !f.names[name] && !strings.HasPrefix(name, "Set")
}

// waits reports whether the call waits for another goroutine.
func waits(call *ssa.CallCommon) bool {
	callee := call.StaticCallee()
	if callee == nil {
		return false
	}
	_, ok := model.Waits(callee)
	return ok
}

// inside looks at what a function of the package does with its argument v.
func (f *use) inside(call *ssa.Call, callee *ssa.Function, v ssa.Value) {
	at := slices.Index(call.Common().Args, v)
	if at < 0 || at >= len(callee.Params) {
		f.kept = true
		return
	}
	rest := ""
	if !f.wraps[v] {
		rest = strings.TrimPrefix(f.thing.Fields, heap.PathOf(v).Fields)
	}
	in := &use{uses: &uses{}, fn: callee, thing: thing{heap.Path{Root: callee.Params[at], Fields: rest}, f.thing.typ}, names: f.names, wraps: map[ssa.Value]bool{}, depth: f.depth + 1}
	in.scan()
	f.kept = f.kept || in.kept
	f.rounds = f.rounds || in.rounds
	f.works(in.work != nil, call)
}

// works notes a call by which the function works with the thing.
func (f *use) works(ok bool, call *ssa.Call) {
	if !ok || f.from != nil && !graph.MayFollow(f.from, call) {
		return
	}
	if f.work == nil {
		f.work = call
	}
	if waits(call.Common()) {
		return // for a condition, which is asked again and again
	}
	if graph.InLoop(call.Block()) && (f.thing.Root == receiver(f.fn) || !hasMethod(f.thing.typ, "Read") && !hasMethod(f.thing.typ, "Write")) {
		f.rounds = true
	}
}
