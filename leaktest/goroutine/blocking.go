package goroutine

import (
	"slices"
	"strings"
)

// Blocking returns the index of the call by which people know where a goroutine
// waits: the innermost one outside the standard library, or else the innermost one
// that has a name for its users, below the runtime, internal packages and system
// calls. It is -1 where there is none. Standard tells which calls are the standard
// library's: that depends on where the program was built.
func Blocking(stack []Frame, standard func(*Frame) bool) int {
	for i := range stack {
		if !standard(&stack[i]) {
			return i
		}
	}
	return slices.IndexFunc(stack, func(f Frame) bool { return !f.isInternal() })
}

// StandardCalls returns the innermost functions of a stack up to the first one
// outside the standard library.
func StandardCalls(stack []Frame, standard func(*Frame) bool) []string {
	var calls []string
	for i := range stack {
		if !standard(&stack[i]) {
			break
		}
		calls = append(calls, stack[i].Function)
	}
	return calls
}

// isInternal reports whether a call of the standard library is one that its users
// do not know by name.
func (f Frame) isInternal() bool {
	pkg := f.Package()
	return pkg == "runtime" || pkg == "syscall" || strings.HasPrefix(pkg, "internal/") ||
		strings.Contains(pkg, "/internal/") || strings.HasPrefix(f.Function, "sync.runtime_") ||
		strings.HasPrefix(f.Function, "os/signal.signal_recv")
}
