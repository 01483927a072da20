package engine

import (
	"reflect"
	"testing"
)

// Watch takes part in the run of a *testing.M, whoever calls its Run. Package
// testing tells the code that go test generates when a run begins and ends, since
// a test that calls os.Exit(0) in between is to panic. The fields that this needs
// are used only where names and types are as expected (the same in Go 1.26 and
// 1.27). The one who asks for that panic is go test, with a flag, so a test binary
// that somebody else runs is not watched: a test that runs its own binary again
// expects what it prints, and its exit code.
func Watch(m any, begin func(), end func(code int) int) bool {
	std, ok := m.(*testing.M)
	if !ok || std == nil {
		return false
	}
	code := FieldOf[int](std, "exitCode")
	deps := settable(reflect.ValueOf(std).Elem().FieldByName("deps"))
	if code == nil || !deps.IsValid() || deps.Kind() != reflect.Interface {
		return false
	}
	original, ok := deps.Interface().(testDeps)
	w := &watcher{original, begin, func() { *code = end(*code) }}
	if !ok || !reflect.TypeOf(w).Implements(deps.Type()) {
		return false
	}
	deps.Set(reflect.ValueOf(w))
	return true
}

// A watcher is the testDeps of a *testing.M, and sees its runs begin and end.
type watcher struct {
	testDeps
	begin, end func()
}

func (w *watcher) SetPanicOnExit0(on bool) {
	if on {
		w.testDeps.SetPanicOnExit0(true)
		w.begin()
		return
	}
	w.testDeps.SetPanicOnExit0(false)
	w.end()
}
