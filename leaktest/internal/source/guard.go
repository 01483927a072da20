package source

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// What is read of source is there for hints. The source is any program's, so that a
// case nobody thought of has to cost the hint, and no more.
var (
	faultMu sync.Mutex
	fault   string
	looking = func() {} // replaced by tests
)

// Guarded runs something that looks at source, and reports whether it came to its
// end. Where it panics that is kept for [Fault]. What runs out of stack or never
// ends is not caught.
func Guarded(look func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			keepFault(fmt.Sprintf("%v in %s", r, faultPosition()))
			ok = false
		}
	}()
	looking()
	look()
	return true
}

// Fault describes the first panic that [Guarded] met in this process, "" where there
// was none.
func Fault() string {
	faultMu.Lock()
	defer faultMu.Unlock()
	return fault
}

func keepFault(s string) {
	faultMu.Lock()
	defer faultMu.Unlock()
	if fault == "" {
		fault = strings.ReplaceAll(s, "\n", " ")
	}
}

// faultPosition is the function that panicked, with its line.
func faultPosition() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	panicked := false
	for {
		f, more := frames.Next()
		inRuntime := strings.HasPrefix(f.Function, "runtime.")
		if panicked && !inRuntime {
			return fmt.Sprintf("%s:%d", f.Function[strings.LastIndexByte(f.Function, '/')+1:], f.Line)
		}
		panicked = panicked || f.Function == "runtime.gopanic"
		if !more {
			return "a place that is not known"
		}
	}
}
