package engine

import (
	"fmt"
	"reflect"
)

// NilT returns what is nil about a t whose methods would end the process without a word
// of what is wrong: t itself, a pointer, or what a struct is around, as in
// struct{ testing.TB }{}; "" where nothing is. The calling function's words go before it.
func NilT(t any) string {
	v := reflect.ValueOf(t)
	switch {
	case t == nil:
		return "a nil t"
	case v.Kind() == reflect.Pointer && v.IsNil():
		return fmt.Sprintf("a nil %T", t)
	case !answers(t):
		return fmt.Sprintf("a %T around nil", t)
	}
	return ""
}

// answers reports whether t can be asked for its name, where it has a method for that.
func answers(t any) (ok bool) {
	if n, has := t.(interface{ Name() string }); has {
		defer func() { ok = recover() == nil }()
		n.Name()
	}
	return true
}
