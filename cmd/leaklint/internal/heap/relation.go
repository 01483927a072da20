package heap

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/variable"
)

// A Relation is how a function reaches two objects from one that it knows: the second
// from the first, the first from the second, or both from a third. The zero Relation
// says nothing.
type Relation struct {
	root          types.Type
	first, second string
}

// Relate returns the relation of two names of one function.
func Relate(first, second Path) Relation {
	if first.Root == nil || first.Root != second.Root || NamedOf(first.Root.Type()) == nil {
		return Relation{}
	}
	return Relation{root: first.Root.Type(), first: first.Fields, second: second.Fields}
}

// Contradicts reports whether the first object of one relation is the second of the
// other one, but their other two objects are not the same: those stand in two fields
// of one object that are never set to one value.
func (x *Index) Contradicts(one, other Relation) bool {
	if one.root == nil || other.root == nil || !types.Identical(one.root, other.root) {
		return false
	}
	return one.first == other.second && x.siblings(one.root, one.second, other.first) ||
		one.second == other.first && x.siblings(one.root, one.first, other.second)
}

// siblings reports whether the two ways from an object of the type part in one field,
// and lead to parts of two objects.
func (x *Index) siblings(root types.Type, a, b string) bool {
	p, q := strings.Split(a, "."), strings.Split(b, ".")
	if len(p) != len(q) {
		return false
	}
	t := root
	for i := 1; i < len(p); i++ {
		one, other := fieldNamed(t, p[i]), fieldNamed(t, q[i])
		if one == nil || other == nil {
			return false
		}
		if one != other {
			return strings.Join(p[i+1:], ".") == strings.Join(q[i+1:], ".") && !x.shareValue(one, other)
		}
		t = one.Type()
	}
	return false
}

// shareValue reports whether one value is put into both fields somewhere, or into one
// of them what the other one holds.
func (x *Index) shareValue(a, b *types.Var) bool {
	values := map[ssa.Value]bool{}
	for _, s := range x.stores[a] {
		values[variable.Value(s.Val)] = true
		if field, _ := FieldBehind(s.Val); field == b {
			return true
		}
	}
	for _, s := range x.stores[b] {
		if field, _ := FieldBehind(s.Val); field == a || values[variable.Value(s.Val)] && !variable.IsNil(s.Val) {
			return true
		}
	}
	return false
}
