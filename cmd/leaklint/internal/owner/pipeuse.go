package owner

import (
	"go/types"

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
	if ok && request {
		if req := resultOf(made, 0); req != nil {
			f.add(req, alias{role: carrier})
		}
		return 0 // with an error it keeps nothing
	}
	if !ok || !keeps(made.Type()) {
		return 0
	}
	if len(methodCalls(made)) < len(*made.Referrers()) {
		return escapes
	}
	return 0
}

// visitCarrier marks what is done with something that may have the object, such as
// a request whose body is the end of a pipe. Its header may be set; all the rest may
// end the goroutine, or hand the object on.
func (f *follower) visitCarrier(a alias, instr ssa.Instruction) {
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
func isWriter(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Writer" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "io"
}
