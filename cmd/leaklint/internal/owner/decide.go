package owner

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/channel"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/endless"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// decided returns the value of a condition that asks whether something with a
// key has happened.
func (q *question) decided(cond ssa.Value) (value, known bool) {
	cond, negated := notOf(cond)
	switch c := cond.(type) {
	case *ssa.Extract:
		if ch := receivedFrom(c); ch != nil && q.never(q.x.keyOf(q.argument(ch)), actClose, actPass) {
			return !negated, true
		}
		if call, ok := c.Tuple.(*ssa.Call); ok {
			value, known = q.returned(call, c.Index)
		}
	case *ssa.Call:
		if f := flagOf(c); f != nil && q.never(f, actSet) {
			return negated, true
		}
		if asksClosed(c) && !q.closes() {
			return negated, true
		}
		value, known = q.returned(c, 0)
	case *ssa.UnOp:
		if f := fieldKey(c); f != nil && q.never(f, actSet) {
			return negated, true
		}
	case *ssa.BinOp:
		value, known = q.compared(c)
	}
	return value != negated, known
}

// receivedFrom returns the channel if v is the ok of a receive from it.
func receivedFrom(v *ssa.Extract) ssa.Value {
	if v.Index != 1 {
		return nil
	}
	switch recv := v.Tuple.(type) {
	case *ssa.UnOp:
		return recv.X
	case *ssa.Select:
		// It is taken apart in the block of its case.
		for b := v.Block(); b != nil; b = b.Idom() {
			if len(b.Preds) != 1 {
				continue
			}
			branch, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			if sel, i := channel.CaseAt(branch); sel == recv && branch.Block().Succs[0] == b {
				return sel.States[i].Chan
			}
		}
	}
	return nil
}

// flagOf returns the field whose value the call of package sync/atomic loads.
func flagOf(call *ssa.Call) *types.Var {
	callee := call.Common().StaticCallee()
	if callee == nil || callee.Object() == nil || callee.Object().Pkg() == nil || callee.Object().Pkg().Path() != "sync/atomic" ||
		!strings.HasPrefix(callee.Name(), "Load") {
		return nil
	}
	return fieldKey(call.Common().Args[0])
}

// asksClosed reports whether the call asks if an error says that something was
// closed here: that one does not come before it was.
func asksClosed(call *ssa.Call) bool {
	if !endless.IsFunc(call.Common().StaticCallee(), "errors", "Is") {
		return false
	}
	load, ok := call.Common().Args[1].(*ssa.UnOp)
	if !ok {
		return false
	}
	g, ok := load.X.(*ssa.Global)
	return ok && strings.HasPrefix(g.Name(), "Err") && strings.Contains(g.Name(), "Closed")
}

// closes reports whether what is supposed to happen is that something is closed.
func (q *question) closes() bool {
	return slices.ContainsFunc(q.asked, func(e *exit) bool { return e.key == q.happens && slices.Contains(e.acts, ".Close") })
}

// compared decides a comparison: of a flag with a number, of the error of an
// Accept with nil, of the result of a function of this package with nil; and of
// any error, if nothing fails.
func (q *question) compared(c *ssa.BinOp) (value, known bool) {
	with, ok := c.Y.(*ssa.Const)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ {
		return false, false
	}
	same := c.Op == token.EQL
	if !with.IsNil() {
		call, ok := c.X.(*ssa.Call)
		if !ok || with.Value == nil || with.Value.Kind() != constant.Int {
			return false, false
		}
		if f := flagOf(call); f != nil && q.never(f, actSet) {
			return same == (constant.Sign(with.Value) == 0), true
		}
		return false, false
	}
	call, i := resultIn(c.X)
	if call == nil {
		return false, false
	}
	if q.listens(call) {
		return same, true
	}
	if k, accepts := q.failsWith(call); (accepts || q.nothingFails) && endless.IsError(c.X.Type()) && q.x.own(call.Common().StaticCallee()) == nil {
		if q.never(k, ".Close", ".Stop", ".Shutdown", actPass) || q.nothingFails && k != q.happens {
			return same, true
		}
		return false, false
	}
	return same, q.returnsNil(call, i)
}

// resultIn returns the call that v is a result of, and which; nil if it is none.
func resultIn(v ssa.Value) (*ssa.Call, int) {
	switch v := v.(type) {
	case *ssa.Call:
		return v, 0
	case *ssa.Extract:
		call, _ := v.Tuple.(*ssa.Call)
		return call, v.Index
	}
	return nil, 0
}

// listens reports whether the call accepts a connection from a listener that this
// package has opened, and that is supposed not to be closed.
func (q *question) listens(call *ssa.Call) bool {
	common := call.Common()
	receiver, name := common.Value, ""
	if common.IsInvoke() {
		name = common.Method.Name()
	} else if callee := common.StaticCallee(); callee != nil && callee.Signature.Recv() != nil {
		receiver, name = common.Args[0], callee.Name()
	}
	if !isAccept(name) {
		return false
	}
	l := ownListener(q.argument(receiver))
	return l != nil && q.supposed(l, accepting, ".Close", actPass)
}

func isAccept(name string) bool {
	return name == "Accept" || name == "AcceptTCP" || name == "AcceptUnix"
}

// failsWith returns the key of what makes the call fail when it is closed: of
// its receiver, or of what that reads from. Accepts is true of a call that
// accepts a connection, which fails then and not before.
func (q *question) failsWith(call *ssa.Call) (k key, accepts bool) {
	common := call.Common()
	var receiver ssa.Value
	name := ""
	if common.IsInvoke() {
		receiver, name = common.Value, common.Method.Name()
	} else if callee := common.StaticCallee(); callee != nil && callee.Signature.Recv() != nil && len(common.Args) > 0 {
		receiver, name = common.Args[0], callee.Name()
	} else {
		return nil, false
	}
	if f := fieldKey(receiver); f != nil {
		return f, isAccept(name)
	}
	made, _ := resultIn(variable.Value(receiver))
	if made == nil {
		return nil, false
	}
	for _, arg := range made.Common().Args {
		if f := fieldKey(concrete(arg)); f != nil {
			return f, false // a bufio.Reader of the connection
		}
	}
	return nil, false
}

// returned returns the boolean that the call returns on every path.
func (q *question) returned(call *ssa.Call, i int) (value, known bool) {
	for n, ret := range q.returnsOf(call) {
		v, ok := q.boolean(variable.ResultAt(ret, i))
		if !ok || n > 0 && v != value {
			return false, false
		}
		value, known = v, true
	}
	return value, known
}

// boolean returns the value of a constant, or of a flag.
func (q *question) boolean(v ssa.Value) (value, known bool) {
	if c, ok := v.(*ssa.Const); ok {
		if c.Value == nil || c.Value.Kind() != constant.Bool {
			return false, false
		}
		return constant.BoolVal(c.Value), true
	}
	if q.depth > maxCalls {
		return false, false
	}
	q.depth++
	defer func() { q.depth-- }()
	return q.decided(v)
}

// returnsNil reports whether the call returns nil on every path.
func (q *question) returnsNil(call *ssa.Call, i int) bool {
	rets := q.returnsOf(call)
	for _, ret := range rets {
		if c, ok := variable.ResultAt(ret, i).(*ssa.Const); !ok || !c.IsNil() {
			return false
		}
	}
	return len(rets) > 0
}

// returnsOf returns the returns of the function of this package that is called,
// as far as they are reached.
func (q *question) returnsOf(call *ssa.Call) []*ssa.Return {
	callee := q.x.own(call.Common().StaticCallee())
	if callee == nil || q.depth > maxCalls {
		return nil
	}
	if known, ok := q.constant[call]; ok {
		return known
	}
	q.constant[call] = nil
	q.depth++
	q.constant[call] = q.x.traps.ReturnsIf(callee, q.assumption())
	q.depth--
	return q.constant[call]
}
