package owner

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An effect is something done to what a key stands for, which may end a
// goroutine that waits for it.
type effect struct {
	key key
	act string // one of the acts below, or "." and the name of a method
}

const (
	actClose = "close" // of a channel
	actSend  = "send"  // on a channel
	actCall  = "call"  // of a function
	actSet   = "set"   // of a flag, to anything but its zero value
	actRecv  = "recv"  // a receive from a channel and nothing beside it
	actPass  = "pass"  // a channel or function is handed on, to do with it whatever one likes
)

// addEffects indexes what the instruction does to fields and channels.
func (x *Index) addEffects(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		x.addCall(instr)
	case *ssa.Send:
		x.effect(x.keyOf(instr.Chan), actSend, instr)
		x.passed(instr.X, instr)
	case *ssa.Select:
		for _, state := range instr.States {
			if state.Dir == types.SendOnly {
				x.effect(x.keyOf(state.Chan), actSend, instr)
			}
		}
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			x.effect(x.keyOf(instr.X), actRecv, instr)
		}
	case *ssa.Store:
		field := fieldKey(instr.Addr)
		if c, ok := instr.Val.(*ssa.Const); ok && isTrue(c) || isFieldOf(field, "Client", "Timeout") {
			x.effect(asKey(field), actSet, instr)
		}
		x.passed(instr.Val, instr)
	case *ssa.MapUpdate:
		x.passed(instr.Value, instr)
	case *ssa.MakeInterface:
		x.passed(instr.X, instr)
	case *ssa.Return:
		for _, r := range instr.Results {
			x.passed(r, instr)
		}
	case *ssa.MakeClosure:
		if name := boundMethod(instr); name != "" {
			x.effect(asKey(fieldKey(instr.Bindings[0])), "."+name, instr)
		}
	}
}

// addCall indexes what a call does to its callee, its receiver and its arguments.
func (x *Index) addCall(call ssa.CallInstruction) {
	common := call.Common()
	args := common.Args
	switch callee := common.Value.(type) {
	case *ssa.Builtin:
		if callee.Name() == "close" {
			x.effect(x.keyOf(args[0]), actClose, call)
		}
		return
	case *ssa.Function:
		if callee.Signature.Recv() != nil && len(args) > 0 {
			if k := asKey(fieldKey(args[0])); k != nil {
				x.effect(k, "."+callee.Name(), call)
			} else if stopsRunner(callee) {
				x.effect(objectKey(args[0]), "."+callee.Name(), call)
			} else if callee.Name() == "Close" {
				x.effect(x.keptIn(args[0]), ".Close", call)
			}
		}
		if setsFlag(callee) && len(args) > 0 {
			x.effect(asKey(fieldKey(args[0])), actSet, call)
		}
	default:
		if common.IsInvoke() {
			k := asKey(fieldKey(common.Value))
			if k == nil && common.Method.Name() == "Close" {
				k = x.keptIn(common.Value)
			}
			x.effect(k, "."+common.Method.Name(), call)
		} else {
			x.effect(x.keyOf(common.Value), actCall, call)
		}
	}
	for _, arg := range args {
		x.passed(arg, call)
	}
}

// passed notes that a function or a channel out of a field goes somewhere else.
// One that can only be received from cannot be closed there.
func (x *Index) passed(v ssa.Value, instr ssa.Instruction) {
	switch t := v.Type().Underlying().(type) {
	case *types.Signature:
	case *types.Chan:
		if t.Dir() == types.RecvOnly {
			return
		}
	default:
		return
	}
	x.effect(asKey(fieldKey(v)), actPass, instr)
}

func (x *Index) effect(k key, act string, instr ssa.Instruction) {
	if k != nil {
		e := effect{k, act}
		x.effects[e] = append(x.effects[e], instr)
	}
}

// asKey keeps a field that is nil from becoming a key that is not.
func asKey(f *types.Var) key {
	if f == nil {
		return nil
	}
	return f
}

// isTrue reports whether the constant is true or a number other than zero.
func isTrue(c *ssa.Const) bool {
	if c.Value == nil {
		return false
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return constant.BoolVal(c.Value)
	case constant.Int:
		return constant.Sign(c.Value) != 0
	}
	return false
}

// setsFlag reports whether the function of sync/atomic changes its operand.
func setsFlag(fn *ssa.Function) bool {
	if fn.Object() == nil || fn.Object().Pkg() == nil || fn.Object().Pkg().Path() != "sync/atomic" {
		return false
	}
	for _, prefix := range []string{"Store", "Swap", "CompareAndSwap", "Add", "Or"} {
		if strings.HasPrefix(fn.Name(), prefix) {
			return true
		}
	}
	return false
}

// boundMethod returns the name of the method if the closure is a method value,
// x.Close, or "".
func boundMethod(c *ssa.MakeClosure) string {
	fn := c.Fn.(*ssa.Function)
	if !strings.Contains(fn.Synthetic, "bound method") || fn.Object() == nil {
		return ""
	}
	return fn.Object().Name()
}

// reachers returns the functions that have the effect, or that may run one that
// has, in their own goroutine or another.
func (x *Index) reachers(e effect) map[*ssa.Function]bool {
	if known, ok := x.reached[e]; ok {
		return known
	}
	set := map[*ssa.Function]bool{}
	var work []*ssa.Function
	add := func(fn *ssa.Function) {
		if fn != nil && !set[fn] {
			set[fn] = true
			work = append(work, fn)
		}
	}
	for _, instr := range x.effects[e] {
		add(instr.Parent())
	}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		add(fn.Parent())
		calls, _ := x.origins.Calls(fn)
		for _, call := range calls {
			if !x.onNil(call) {
				add(call.Parent())
			}
		}
		for _, use := range x.origins.ValueUses(fn) {
			add(use.Parent())
		}
		for _, site := range x.starts.Of(fn) {
			add(site.Enclosing)
		}
	}
	x.reached[e] = set
	return set
}

// onNil reports whether the call is one of a method on a variable that is never set
// to anything but nil: it is made under a condition that never holds.
func (x *Index) onNil(call ssa.CallInstruction) bool {
	callee := call.Common().StaticCallee()
	return callee != nil && callee.Signature.Recv() != nil && x.origins.Of(call.Common().Args[0]).All(variable.IsNil)
}

// notOf returns the condition without its negations, and whether there was an
// odd number of them.
func notOf(cond ssa.Value) (ssa.Value, bool) {
	negated := false
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			return cond, negated
		}
		cond, negated = not.X, !negated
	}
}
