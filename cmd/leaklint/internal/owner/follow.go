package owner

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// bits says what an instruction does with the followed object.
type bits int

const (
	releases bits = 1 << iota // it ends the goroutine
	escapes                   // the object goes where somebody else may end it
	starting                  // it starts the goroutine
)

// A role is what an alias is to the followed object.
type role int

const (
	object  role = iota // the object, or what its goroutine waits for
	holder              // a new object that has it in a field
	cell                // the address of a variable that has it
	closure             // a function that does something with it
	carrier             // something that has it, and is not looked into: a request whose body it is
)

// An alias is one value through which the object can be reached.
type alias struct {
	role role
	does bits // what a call of the closure does
}

// A follower finds what one function does with an object.
type follower struct {
	x     *Index
	fn    *ssa.Function
	hold  *hold
	start ssa.Instruction // what it does with the object is known; may be nil
	whole bool            // what fn returns goes to somebody who is not looked at
	roots []ssa.Value

	aliases map[ssa.Value]alias
	work    []ssa.Value
	does    map[ssa.Instruction]bits
	into    map[*ssa.Parameter]*hold // the objects of the caller that it is stored in
	shared  bool                     // another goroutine uses it too
	fields  []keptField              // the fields that it is stored in, of other objects
}

// A keptField is a field in which the followed object is kept; none for an element of
// a map.
type keptField struct {
	field *types.Var
	store *ssa.Store
}

// follow returns what fn does with the objects, and with others that may have them.
func (x *Index) follow(fn *ssa.Function, h *hold, start ssa.Instruction, roots []ssa.Value, carriers ...ssa.Value) *follower {
	f := &follower{
		x: x, fn: fn, hold: h, start: start, whole: start == nil, roots: roots,
		aliases: map[ssa.Value]alias{}, does: map[ssa.Instruction]bits{}, into: map[*ssa.Parameter]*hold{},
	}
	for _, root := range roots {
		r := object
		if isCell(root.Type()) {
			r = cell
		}
		f.add(root, alias{role: r})
	}
	for _, v := range carriers {
		f.add(v, alias{role: carrier})
	}
	f.addLiterals()
	for len(f.work) > 0 {
		v := f.work[0]
		f.work = f.work[1:]
		if v.Referrers() == nil {
			continue
		}
		for _, instr := range *v.Referrers() {
			if instr != f.start && instr.Parent() == fn {
				f.visit(v, f.aliases[v], instr)
			}
		}
	}
	f.addEffects()
	return f
}

func (f *follower) add(v ssa.Value, a alias) {
	if _, known := f.aliases[v]; !known {
		f.aliases[v] = a
		f.work = append(f.work, v)
	}
}

func (f *follower) mark(instr ssa.Instruction, b bits) {
	if b != 0 {
		f.does[instr] |= b
	}
}

// addLiterals adds the function literals that end the goroutine without naming
// the object, by way of what it waits for.
func (f *follower) addLiterals() {
	for _, literal := range f.fn.AnonFuncs {
		if !f.x.stops(f.hold, literal) || literal.Referrers() == nil {
			continue
		}
		for _, ref := range *literal.Referrers() {
			if c, ok := ref.(*ssa.MakeClosure); ok && ref.Parent() == f.fn {
				f.add(c, alias{role: closure, does: releases})
			} else if ref.Parent() == f.fn && ref != f.start {
				f.mark(ref, releases)
			}
		}
	}
}

// addEffects adds the instructions of the function that end the goroutine
// without naming the object, and calls of functions that do.
func (f *follower) addEffects() {
	for _, e := range f.hold.effects {
		for _, instr := range f.x.effects[e] {
			if instr.Parent() == f.fn && instr != f.start {
				f.mark(instr, releases)
			}
		}
	}
	for _, e := range f.hold.joins {
		for _, instr := range f.x.effects[e] {
			if instr.Parent() == f.fn && instr != f.start {
				f.mark(instr, escapes)
			}
		}
	}
	if f.whole {
		return
	}
	for _, b := range f.fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || instr == f.start {
				continue
			}
			callee := f.x.own(call.Common().StaticCallee())
			if callee != nil && callee != f.fn && len(f.x.facts[callee]) == 0 && f.x.stops(f.hold, callee) {
				f.mark(instr, releases)
			}
		}
	}
}

// visit follows an alias through one instruction that refers to it.
func (f *follower) visit(v ssa.Value, a alias, instr ssa.Instruction) {
	if a.role == carrier {
		f.visitCarrier(v, a, instr)
		return
	}
	switch instr := instr.(type) {
	case *ssa.Phi:
		f.add(instr, a)
	case *ssa.ChangeType:
		f.add(instr, a)
	case *ssa.ChangeInterface:
		f.add(instr, a)
	case *ssa.MakeInterface:
		f.add(instr, a)
	case *ssa.TypeAssert:
		f.add(instr, a)
	case *ssa.Extract:
		if instr.Index == 0 {
			f.add(instr, a) // of a TypeAssert
		}
	case *ssa.Store:
		f.visitStore(v, a, instr)
	case *ssa.FieldAddr:
		f.visitField(a, instr)
	case *ssa.UnOp:
		f.visitLoad(a, instr)
	case *ssa.MakeClosure:
		f.visitClosure(v, instr)
	case ssa.CallInstruction:
		f.visitCall(v, a, instr)
	case *ssa.Return:
		if f.whole && a.role != cell {
			f.mark(instr, escapes)
		}
	case *ssa.MapUpdate:
		f.fields = append(f.fields, keptField{})
		if !f.own(instr.Map) {
			f.mark(instr, escapes)
		}
	case *ssa.Send:
		if instr.X == v {
			f.mark(instr, escapes)
		}
	case *ssa.Select:
		for _, state := range instr.States {
			if state.Send == v {
				f.mark(instr, escapes)
			}
		}
	case *ssa.BinOp, *ssa.DebugRef, *ssa.If, *ssa.Field, *ssa.Index, *ssa.Range, *ssa.Next:
	default:
		f.mark(instr, escapes)
	}
}

// visitClosure follows the object into a function literal or a method value.
func (f *follower) visitClosure(v ssa.Value, c *ssa.MakeClosure) {
	var does bits
	if name := boundMethod(c); name != "" {
		method, _ := c.Fn.(*ssa.Function).Object().(*types.Func)
		if does = f.method(f.x.prog.FuncValue(method.Origin()), name, f.aliases[v].role); does == 0 {
			return
		}
	} else {
		literal := c.Fn.(*ssa.Function)
		for i, b := range c.Bindings {
			if b == v {
				does |= f.x.partDoes(literal, len(literal.Params)+i, f.hold)
			}
		}
	}
	f.add(c, alias{role: closure, does: does})
}
