package owner

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Keeper is a type of this package that keeps an object with a goroutine in a
// field, has a method that ends what it has, and forgets that object there, as
// everybody else does.
//
// The limits: the field is not exported, and everything in the package that loads it
// calls a method on it, or uses what can end nothing.
type Keeper struct {
	Type  *types.Named
	Field *types.Var
	Stop  *ssa.Function // the method that ends other things
}

// String names the field: "Server.broker".
func (k *Keeper) String() string { return k.Type.Obj().Name() + "." + k.Field.Name() }

// keeper returns who keeps the object for ever in the field of the named type, and
// forgets to end it. It is nil with the reason if somebody may end it.
func (x *Index) keeper(h *hold, named *types.Named, field *types.Var) (*Keeper, *decision.Reason) {
	if named == nil || !hasField(named, field) || field.Exported() || field.Embedded() || field.Pkg() != x.pass.Pkg ||
		h.Func || h.Held != "" || h.isResponse() || len(h.Stops) == 0 {
		return nil, returned
	}
	does := x.handled(h, field)
	switch {
	case keeperEnds.Holds(does&releases != 0 || x.endedOtherwise(h, field)):
		return nil, keeperEnds
	case keeperShares.Holds(does&escapes != 0):
		return nil, keeperShares
	}
	stop := x.endOf(named)
	if keeperStays.Holds(stop == nil) {
		return nil, keeperStays
	}
	return &Keeper{Type: named, Field: field, Stop: stop}, nil
}

// hasField reports whether the field is one of the named struct type itself.
func hasField(named *types.Named, field *types.Var) bool {
	s, ok := named.Underlying().(*types.Struct)
	return ok && slices.Contains(slices.Collect(s.Fields()), field)
}

// endedOtherwise reports whether anything in the package ends the goroutine by way of
// something that is no field of the object: a channel of the keeper's, a context.
func (x *Index) endedOtherwise(h *hold, field *types.Var) bool {
	child := namedOf(field.Type())
	return slices.ContainsFunc(h.effects, func(e effect) bool {
		own, ok := e.key.(*types.Var)
		return (!ok || child == nil || !hasField(child, own)) && len(x.effects[e]) > 0
	})
}

// handled returns all that is done, anywhere in the package, with what is in the field.
func (x *Index) handled(h *hold, field *types.Var) (all bits) {
	for _, fn := range x.starts.Funcs {
		loads, whole := loadsOf(fn, field)
		if !whole {
			return escapes
		}
		if len(loads) == 0 {
			continue
		}
		for _, does := range x.follow(fn, h, nil, loads).does {
			all |= does
		}
	}
	return all
}

// loadsOf returns the loads of the field in a function, and whether nothing else is
// done to its address but to store to it.
func loadsOf(fn *ssa.Function, field *types.Var) (loads []ssa.Value, all bool) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Field:
				if fieldKey(instr) == field {
					loads = append(loads, instr)
				}
			case *ssa.FieldAddr:
				if origin.FieldOf(instr) != field {
					continue
				}
				for _, ref := range *instr.Referrers() {
					switch ref := ref.(type) {
					case *ssa.UnOp:
						loads = append(loads, ref)
					case *ssa.Store:
						if ref.Addr != instr {
							return nil, false
						}
					case *ssa.DebugRef:
					default:
						return nil, false
					}
				}
			}
		}
	}
	return loads, true
}

// endNames are the names that say that a method ends all that its object has.
var endNames = []string{"close", "closeall", "destroy", "dispose", "quit", "shutdown", "stop", "stopall", "teardown", "terminate"}

// endOf returns the method of the named type that ends what an object of it has, by
// its name; nil if there is none.
func (x *Index) endOf(named *types.Named) *ssa.Function {
	for method := range named.Methods() {
		if fn := x.own(x.prog.FuncValue(method)); fn != nil && slices.Contains(endNames, strings.ToLower(method.Name())) {
			return fn
		}
	}
	return nil
}

// forgottenBy returns how the function gives the object to a keeper that forgets it:
// as a result, or in a field of its receiver, or of a parameter. It is nil with the
// reason if it does not.
func (x *Index) forgottenBy(s *start, f *follower, out *outcome) (*Keeper, *decision.Reason) {
	if s.site != nil && s.hold.pipe != PipeReader || len(f.fields) != 1 {
		return nil, returned
	}
	for v, a := range f.aliases {
		if keeperEnds.Holds(a.role == closure && a.does != 0 && v != s.instr.Common().Value) {
			return nil, keeperEnds // whoever has the function may call it
		}
	}
	if out == nil {
		for p := range f.into {
			if len(f.into) == 1 && f.does[f.fields[0].store] == escapes && f.escapesOnce() {
				return x.keeper(s.hold, namedOf(p.Type()), f.fields[0].field)
			}
		}
		return nil, handedOn
	}
	if len(out.results) != 1 {
		return nil, returned
	}
	v := concrete(variable.ResultAt(out.ret, out.results[0]))
	if f.aliases[v].role != holder {
		return nil, returned
	}
	return x.keeper(s.hold, namedOf(v.Type()), f.fields[0].field)
}

// escapesOnce reports whether one instruction alone gives the object away.
func (f *follower) escapesOnce() bool {
	n := 0
	for _, does := range f.does {
		if does&escapes != 0 {
			n++
		}
	}
	return n == 1
}
