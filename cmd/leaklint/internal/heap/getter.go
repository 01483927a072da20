package heap

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxGetter bounds how many instructions a function may have that is looked through
// as a getter.
const maxGetter = 40

// result returns the path of result number i of a call, as the caller names it:
// where the callee is a getter, which changes nothing and returns always the same
// part of a parameter or package variable, or nil.
func (n namer) result(call *ssa.Call, i, depth int) (Path, bool) {
	callee := call.Common().StaticCallee()
	if depth > maxFields || callee == nil || callee.Pkg == nil || call.Parent().Pkg != callee.Pkg || !isGetter(callee, depth) {
		return Path{}, false
	}
	v := n.onlyResult(callee, i, depth+1)
	if v == nil {
		return Path{}, false
	}
	p := n.path(v, depth+1)
	switch root := p.Root.(type) {
	case *ssa.Global:
		return p, true
	case *ssa.Parameter:
		arg := slices.Index(callee.Params, root)
		if arg < 0 || arg >= len(call.Call.Args) {
			return Path{}, false
		}
		return n.path(call.Call.Args[arg], depth+1).Plus(p.Fields), true
	}
	return Path{}, false
}

// onlyResult returns the one value that a function returns as result number i, nil
// apart, which a getter returns with an error or false; or nil.
func (n namer) onlyResult(fn *ssa.Function, i, depth int) ssa.Value {
	var only ssa.Value
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover || i >= len(ret.Results) || variable.IsNil(ret.Results[i]) {
			continue
		}
		v := variable.Value(ret.Results[i])
		if only != nil && only != v && n.path(only, depth) != n.path(v, depth) {
			return nil
		}
		only = v
	}
	return only
}

// isGetter reports whether a call of the function changes nothing that its caller
// can name, but for locks that it takes and gives back.
func isGetter(fn *ssa.Function, depth int) bool {
	n := 0
	for _, b := range fn.Blocks {
		n += len(b.Instrs)
		if n > maxGetter || slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { return !changesNothing(instr, depth) }) {
			return false
		}
	}
	return n > 0
}

func changesNothing(instr ssa.Instruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		return isLocal(instr.Addr)
	case *ssa.MapUpdate, *ssa.Send, *ssa.Select, *ssa.Go, *ssa.MakeClosure:
		return false
	case *ssa.UnOp:
		return instr.Op != token.ARROW
	case ssa.CallInstruction:
		if _, builtin := instr.Common().Value.(*ssa.Builtin); builtin {
			return true
		}
		fn := instr.Common().StaticCallee()
		return fn != nil && (model.OnlyReads(fn) || model.OfSync(fn) || depth < maxFields && isGetter(fn, depth+1))
	}
	return true
}

// isLocal reports whether the address is that of a variable of the function, or of a
// part of one.
func isLocal(addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.Alloc:
			return true
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		default:
			return false
		}
	}
}
