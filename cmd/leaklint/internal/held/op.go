package held

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/heap"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/model"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// An opKind is what a call does with a lock.
type opKind int

const (
	noOp opKind = iota
	lock
	unlock
	try // TryLock: it never blocks, and what it did depends on its result
)

// An op is one call of a method of a lock.
type op struct {
	kind opKind
	read bool // RLock and its like
	lock lockID
	on   ssa.Value // its address, or the interface that holds it
}

// opOf returns what the call does with a lock, if it is a call of a method of
// sync.Mutex, sync.RWMutex or sync.Locker.
func opOf(call *ssa.CallCommon) op {
	var name string
	var on ssa.Value
	if call.IsInvoke() {
		if !isType(call.Value.Type(), "Locker") {
			return op{}
		}
		name, on = call.Method.Name(), call.Value
	} else {
		callee := call.StaticCallee()
		if callee == nil || callee.Signature.Recv() == nil || len(call.Args) == 0 || !isMutex(callee.Signature.Recv().Type()) {
			return op{}
		}
		name, on = callee.Name(), call.Args[0]
	}
	var o op
	switch name {
	case "Lock":
		o = op{kind: lock}
	case "RLock":
		o = op{kind: lock, read: true}
	case "Unlock":
		o = op{kind: unlock}
	case "RUnlock":
		o = op{kind: unlock, read: true}
	case "TryLock", "TryRLock":
		o = op{kind: try}
	default:
		return op{}
	}
	o.lock, o.on = identify(on), on
	return o
}

// isMutex reports whether t is a pointer to a lock of package sync.
func isMutex(t types.Type) bool { return isType(t, "Mutex") || isType(t, "RWMutex") }

// isType reports whether t is the type of package sync with the name, or a
// pointer to it.
func isType(t types.Type, name string) bool {
	n := heap.NamedOf(t)
	return n != nil && n.Pkg() != nil && n.Pkg().Path() == "sync" && n.Name() == name
}

// IsRead reports whether the call asks for a lock for reading.
func IsRead(call ssa.CallInstruction) bool { return opOf(call.Common()).read }

// of returns the lock of an operation.
func (o op) of() Lock {
	return Lock{
		Path: o.lock.Path, Class: o.lock.Class, Open: o.lock.Open, Read: o.read,
		Base: o.lock.Base, Through: fieldOfBase(o.lock.Base), Object: wholeOf(o.lock.Base),
	}
}

// fieldOfBase returns the field that the object with the lock is loaded from.
func fieldOfBase(base ssa.Value) *types.Var {
	if base == nil {
		return nil
	}
	field, _ := heap.FieldBehind(base)
	return field
}

// isOnce reports whether the call is one of sync.Once.Do, which holds the Once while
// it runs the function.
func isOnce(call *ssa.CallCommon) bool {
	run, ok := model.RunsOnce(call.StaticCallee())
	return ok && run.Under != model.None
}

// onceOf returns the Once of a call as the lock that it is.
func (x *Index) onceOf(call ssa.CallInstruction) Acquire {
	id := identify(call.Common().Args[0])
	l := op{lock: id}.of()
	l.Path, l.Once = x.heap.Path(call.Common().Args[0]), true
	return Acquire{Lock: l, Pos: call.Pos(), Place: report.PlaceOf(call.Parent(), call.Pos())}
}

// op is [opOf] with the class of a lock that a function is given, where all who
// give it one give it locks of one class.
func (x *Index) op(call *ssa.CallCommon) op {
	o, known := x.ops[call]
	if !known {
		o = x.findOp(call)
		x.ops[call] = o
	}
	return o
}

func (x *Index) findOp(call *ssa.CallCommon) op {
	o := opOf(call)
	if o.kind != noOp {
		o.lock.Path = x.heap.Path(o.on)
	}
	if o.kind != noOp && call.IsInvoke() {
		if source, read := x.lockerOf(call.Value, 0); source != nil {
			o.read = o.read || read
			o.lock.Class, o.lock.Open, o.lock.Base = classOf(variable.Value(source))
		}
	}
	if o.kind == noOp || o.lock.Class.Known() || o.lock.Fields != "" {
		return o
	}
	var class Class
	for _, source := range x.heap.Sources(o.lock.Root) {
		c, _ := ClassOf(source)
		if !c.Known() || class.Known() && c != class {
			return o
		}
		class = c
	}
	o.lock.Class = class
	return o
}

// maxLocker bounds through how many conditions a lock is followed.
const maxLocker = 4

// lockerOf returns the lock that a sync.Locker is, where that is one for all that is
// seen, and whether it is the one for reading: the lock of a condition is the one
// that it was made with.
func (x *Index) lockerOf(v ssa.Value, depth int) (lock ssa.Value, read bool) {
	if depth > maxLocker {
		return nil, false
	}
	switch v := variable.Value(v).(type) {
	case *ssa.MakeInterface:
		return v.X, false
	case *ssa.Call:
		if mutex := heap.ReaderOf(v); mutex != nil {
			return mutex, true
		}
	case *ssa.UnOp:
		addr, ok := v.X.(*ssa.FieldAddr)
		if !ok || !isType(addr.X.Type(), "Cond") {
			return nil, false
		}
		sources := x.heap.Sources(addr.X)
		if len(sources) != 1 {
			return nil, false
		}
		if made, ok := sources[0].(*ssa.Call); ok && heap.IsNewCond(made) {
			return x.lockerOf(made.Call.Args[0], depth+1)
		}
	}
	return nil, false
}
