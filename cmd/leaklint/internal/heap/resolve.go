package heap

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/origin"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// maxResolve bounds how deep the names of objects are looked up inside each other.
const maxResolve = 4

// maxSites bounds how many stores to a field are looked at to find what it is set to
// in one object.
const maxSites = 200

// resolve returns another name of the same object that leads to it by fewer fields,
// as far as what is stored in the fields tells: o.back.mu is mu of the object that
// holds o, where every o is made with that object in its field back.
func (x *Index) resolve(p Path) Path {
	if x.resolving >= maxResolve {
		return p
	}
	x.resolving++
	defer func() { x.resolving-- }()
	for range maxFields {
		shorter, ok := x.shorten(p)
		if !ok || shorter == p {
			break
		}
		p = shorter
	}
	return p
}

func (x *Index) shorten(p Path) (Path, bool) {
	if p.Root == nil || p.Fields == "" || strings.HasPrefix(p.Fields, contents) {
		return Path{}, false
	}
	first, rest := cutField(p.Fields)
	if v := x.fieldOfNew(p.Root, first); v != nil {
		return x.pathTo(v).Plus(rest), true
	}
	if field, base := ElementOf(p.Root); field != nil {
		if same, ok := x.leadsBack(x.elements, field, first); ok {
			return x.pathTo(base).Plus(same + rest), true
		}
	}
	return x.turnBack(p)
}

// turnBack drops two fields from a path of which the second one leads back.
func (x *Index) turnBack(p Path) (Path, bool) {
	t := p.Root.Type()
	for at := 0; ; {
		first, rest := cutField(p.Fields[at:])
		field := fieldNamed(t, first)
		if field == nil || rest == "" {
			return Path{}, false
		}
		second, rest := cutField(rest)
		if same, ok := x.leadsBack(x.stores, field, second); ok {
			return Path{Root: p.Root, Fields: p.Fields[:at] + same + rest}, true
		}
		at += 1 + len(first)
		t = field.Type()
	}
}

// cutField splits a path: ".a.b.c" is "a" and ".b.c".
func cutField(fields string) (first, rest string) {
	first = strings.TrimPrefix(fields, ".")
	if i := strings.IndexByte(first, '.'); i >= 0 {
		return first[:i], first[i:]
	}
	return first, ""
}

// fieldNamed returns the field of the struct that a value of the type is or points
// to, or nil.
func fieldNamed(t types.Type, name string) *types.Var {
	for range 2 {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i := range s.NumFields() {
		if s.Field(i).Name() == name {
			return s.Field(i).Origin()
		}
	}
	return nil
}

// fieldOfNew returns what the field of an object is set to, where the object is one
// that this function makes or gets from a constructor; nil if the field is set
// elsewhere as well.
func (x *Index) fieldOfNew(object ssa.Value, name string) ssa.Value {
	made, call := object, (*ssa.Call)(nil)
	switch v := object.(type) {
	case *ssa.Call:
		if IsNewCond(v) && name == "L" {
			return v.Call.Args[0]
		}
		made, call = newOf(v, 0), v
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			made, call = newOf(c, v.Index), c
		}
	}
	alloc, ok := made.(*ssa.Alloc)
	if !ok {
		return nil
	}
	val := x.setOnce(alloc, fieldNamed(alloc.Type(), name))
	if val == nil || call == nil {
		return val
	}
	callee := call.Common().StaticCallee()
	for i, p := range callee.Params {
		if variable.Value(val) == ssa.Value(p) && i < len(call.Call.Args) {
			return call.Call.Args[i]
		}
	}
	return nil
}

// newOf returns the one object that result number i of a call is, which the callee
// makes; nil on the paths on which it fails is no other object.
func newOf(call *ssa.Call, i int) ssa.Value {
	callee := call.Common().StaticCallee()
	if callee == nil {
		return nil
	}
	var made ssa.Value
	for _, b := range callee.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) || variable.IsNil(ret.Results[i]) {
			continue
		}
		v := variable.Value(ret.Results[i])
		if made != nil && made != v {
			return nil
		}
		made = v
	}
	return made
}

// setOnce returns what the field of the object is set to, if it is set once and the
// field of no object is set but where the object is made.
func (x *Index) setOnce(object *ssa.Alloc, field *types.Var) ssa.Value {
	if field == nil || len(x.stores[field]) > maxSites {
		return nil
	}
	var val ssa.Value
	for _, s := range x.stores[field] {
		base := x.pathTo(s.Base)
		if base.Root == ssa.Value(object) && base.Fields == "" {
			if val != nil {
				return nil
			}
			val = s.Val
			continue
		}
		switch base.Root.(type) {
		case *ssa.Alloc, *ssa.Call, *ssa.Extract: // another one
		default:
			return nil
		}
	}
	return val
}

// A turn is a field and a field of what it leads to.
type turn struct {
	field *types.Var
	next  string
}

// leadsBack reports whether the two fields together lead from an object to itself,
// or, with the fields that are returned, to something else that it knows: in
// everything that is ever put into the field, the second field is set so.
func (x *Index) leadsBack(stores map[*types.Var][]Store, field *types.Var, next string) (same string, ok bool) {
	if len(stores[field]) == 0 || field.Pkg() != x.pkg || field.Exported() && x.pkg.Name() != "main" {
		return "", false
	}
	key := turn{field, next}
	if known, done := x.turns[key]; done {
		return strings.TrimPrefix(known, "!"), !strings.HasPrefix(known, "!")
	}
	x.turns[key] = "!" // while it is looked for
	found := 0
	for _, s := range x.storedIn(stores[field]) {
		here, ok := x.backFrom(s, next)
		if !ok || found > 0 && here != same {
			return "", false
		}
		same = here
		found++
	}
	if found == 0 {
		return "", false
	}
	x.turns[key] = same
	return same, true
}

// backFrom returns the fields by which the object of the store knows what the field
// of the stored value holds: none if that is the object.
func (x *Index) backFrom(s Store, next string) (same string, ok bool) {
	object, value := x.pathTo(s.Base), x.pathTo(s.Val).Plus("."+next)
	target := x.resolve(value)
	if target == value || object.Root == nil || target.Root == nil {
		return "", false
	}
	if target.Under(object) {
		return target.Fields[len(object.Fields):], true
	}
	alloc, ok := object.Root.(*ssa.Alloc)
	if !ok || object.Fields != "" {
		return "", false
	}
	for _, ref := range *alloc.Referrers() {
		addr, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		field := origin.FieldOf(addr)
		if v := x.setOnce(alloc, field); v != nil && x.pathTo(v) == target {
			return "." + field.Name(), true
		}
	}
	return "", false
}
