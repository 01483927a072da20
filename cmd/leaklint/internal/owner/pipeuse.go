package owner

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/source"
)

// pipeArgument returns what a function of another package does with an end of a
// pipe: it may read from it or close it, unless it sees only an io.Writer. If it
// makes something of that, what it made must not leave this function.
func (f *follower) pipeArgument(v ssa.Value, call ssa.CallInstruction) bits {
	callee := call.Common().StaticCallee()
	if callee == nil || callee.Object() == nil || !source.IsStandard(callee.Object().Pkg()) || callee.Object().Pkg().Path() == "log" {
		return escapes // a logger has it as long as the process runs
	}
	request := endless.IsFunc(callee, "net/http", "NewRequest", "NewRequestWithContext")
	for i, arg := range call.Common().Args {
		if arg == v && !request && (f.hold.pipe != PipeReader || !isWriter(paramType(callee.Signature, i))) {
			return escapes
		}
	}
	made, ok := call.(*ssa.Call)
	switch {
	case ok && request:
		if req := resultOf(made, 0); req != nil {
			f.add(req, alias{role: carrier})
		}
		return 0 // with an error it keeps nothing
	case !ok || !keeps(made.Type()):
		return 0
	case f.hold.pipe == PipeReader:
		f.addMade(made)
		return 0
	case len(methodCalls(made)) < len(*made.Referrers()):
		return escapes
	}
	return 0
}

// addMade follows what a function of the standard library has made of the write end,
// such as a gzip.Writer: whatever is done to that, the pipe stays open.
func (f *follower) addMade(made *ssa.Call) {
	for i := range made.Common().Signature().Results().Len() {
		if v := resultOf(made, i); v != nil && keeps(v.Type()) {
			f.add(v, alias{role: carrier})
		}
	}
}

// spread reports whether the write end is stored among the arguments of
// io.MultiWriter, the result of which is then followed.
func (f *follower) spread(store *ssa.Store) bool {
	calls, all := argumentsAt(store.Addr)
	if f.hold.pipe != PipeReader || !all {
		return false
	}
	for _, call := range calls {
		if made, ok := call.(*ssa.Call); ok && endless.IsFunc(made.Common().StaticCallee(), "io", "MultiWriter") {
			f.addMade(made)
		} else {
			return false
		}
	}
	return len(calls) > 0
}

// visitCarrier marks what is done with something that may have the object, such as
// a request whose body is the end of a pipe. Its header may be set; all the rest may
// end the goroutine, or hand the object on.
func (f *follower) visitCarrier(v ssa.Value, a alias, instr ssa.Instruction) {
	if f.hold.pipe == PipeReader && f.visitMade(v, a, instr) {
		return
	}
	switch instr := instr.(type) {
	case *ssa.Phi:
		f.add(instr, a)
	case *ssa.FieldAddr:
		if field := origin.FieldOf(instr); field == nil || field.Name() == "Body" {
			f.mark(instr, escapes)
		}
	case *ssa.Return:
		if f.whole {
			f.mark(instr, escapes)
		}
	case *ssa.BinOp, *ssa.DebugRef:
	default:
		f.mark(instr, escapes)
	}
}

// visitMade reports whether it knows what the instruction does with something that was
// made of the write end of a pipe, and follows that.
func (f *follower) visitMade(v ssa.Value, a alias, instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.MakeInterface:
		f.add(instr, a)
	case *ssa.ChangeInterface:
		f.add(instr, a)
	case *ssa.Store:
		addr, ok := instr.Addr.(*ssa.FieldAddr)
		return ok && isOutput(origin.FieldOf(addr)) || f.spread(instr)
	case *ssa.Call:
		return f.callMade(v, instr)
	case *ssa.Defer:
		return isReceiver(instr.Common(), v)
	default:
		return false
	}
	return true
}

// callMade is [follower.visitMade] for a call: of a method, or of a function of the
// standard library that makes something else of it, or keeps nothing.
func (f *follower) callMade(v ssa.Value, call *ssa.Call) bool {
	common := call.Common()
	if isReceiver(common, v) || common.IsInvoke() && common.Value == v && !slices.Contains(common.Args, v) {
		return true
	}
	callee := common.StaticCallee()
	if callee == nil || callee.Object() == nil || !source.IsStandard(callee.Object().Pkg()) || callee.Object().Pkg().Path() == "log" {
		return false
	}
	f.addMade(call)
	return true
}

// isOutput reports whether the field is one of a command that this writes to and
// does not close.
func isOutput(field *types.Var) bool {
	return field != nil && field.Pkg() != nil && field.Pkg().Path() == "os/exec" && (field.Name() == "Stdout" || field.Name() == "Stderr")
}

// keeps reports whether a value of the type, a result, may hold what the function
// was given: numbers and errors do not.
func keeps(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		for v := range tuple.Variables() {
			if keeps(v.Type()) {
				return true
			}
		}
		return false
	}
	_, basic := t.Underlying().(*types.Basic)
	return !basic && !endless.IsError(t)
}

// paramType returns the type of argument number i, of which the receiver is the
// first.
func paramType(sig *types.Signature, i int) types.Type {
	if sig.Recv() != nil {
		if i == 0 {
			return sig.Recv().Type()
		}
		i--
	}
	if i < sig.Params().Len() {
		return sig.Params().At(i).Type()
	}
	return types.Typ[types.Invalid]
}

// isWriter reports whether t is io.Writer.
func isWriter(t types.Type) bool { return isInterfaceOfIO(t, "Writer") }

// isInterfaceOfIO reports whether t is the type of package io with the name.
func isInterfaceOfIO(t types.Type, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "io"
}
