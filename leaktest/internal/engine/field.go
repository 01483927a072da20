package engine

import (
	"context"
	"reflect"
	"testing"
	"unsafe"
)

// FieldOf returns a pointer to an unexported field of what p points to, or nil
// where it has no such field of that type. It is how leaktest gets at what package
// testing has no method for; another release in which a name or a type differs
// gives nil, and what needs the field does without.
func FieldOf[F any](p any, name string) *F {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	field := v.Elem().FieldByName(name)
	if !field.IsValid() || field.Type() != reflect.TypeFor[F]() {
		return nil
	}
	return (*F)(unsafe.Pointer(field.UnsafeAddr()))
}

// Carry puts the label of r into the context that t.Context returns, where t is
// package testing's: code that sets labels takes those that are in force from the
// context that it is given, and that is the test's more often than not.
func (r *Run) Carry(t any) {
	switch t.(type) {
	case *testing.T, *testing.B, *testing.F:
		if ctx := FieldOf[context.Context](t, "ctx"); ctx != nil && *ctx != nil {
			*ctx = r.Context(*ctx)
		}
	}
}
