package engine

import (
	"runtime"
	"slices"
)

// OnStack reports whether the calling goroutine has one of the named functions
// in its stack.
func OnStack(names ...string) bool {
	return OnStackWhere(func(function string) bool { return slices.Contains(names, function) })
}

// OnStackWhere reports whether the calling goroutine has a function in its stack
// whose name the condition is true of.
func OnStackWhere(is func(function string) bool) bool {
	pcs := make([]uintptr, 64)
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs)
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if is(f.Function) {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}

// Panicking reports whether the calling goroutine is in a panic, whose message
// comes when the process ends.
func Panicking() bool { return OnStack("runtime.gopanic") }
