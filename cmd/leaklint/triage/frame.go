package triage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A classifier tells whose a function is by its name and file. The program may
// have been built elsewhere, so that no folder of this machine helps.
type classifier struct {
	module string // the path of the module at hand, "" for none
	goroot string // the src folder that the standard library was built from, "" until learned
}

// learn finds out where the standard library was built from, by a function whose
// package and file agree. Generic functions that were instantiated elsewhere have
// the name of another package, so that only the file tells.
func (c *classifier) learn(f goroutine.Frame) {
	if c.goroot != "" || !c.isStandard(f) {
		return
	}
	file := strings.ReplaceAll(f.File, `\`, "/")
	if i := strings.LastIndex(file, "/src/"+f.Package()+"/"); i >= 0 && f.Package() != "" {
		c.goroot = file[:i+len("/src/")]
	}
}

// standardRoots are the first elements of the standard library's import paths.
var standardRoots = strings.Fields(`archive arena bufio builtin bytes cmp compress container context crypto database
	debug embed encoding errors expvar flag fmt go hash html image index internal io iter log maps math mime net os
	path plugin reflect regexp runtime simd slices sort strconv strings structs sync syscall testing text time unicode
	unique unsafe vendor weak cmd`)

// isStandard reports whether a function is one of the standard library: its file
// lies in src/<package> of a GOROOT, or is <package>/<file> in a program built
// with -trimpath.
func (c *classifier) isStandard(f goroutine.Frame) bool {
	file := strings.ReplaceAll(f.File, `\`, "/")
	if c.goroot != "" && strings.HasPrefix(file, c.goroot) {
		return true
	}
	pkg := f.Package()
	if pkg == "" {
		return f.Function == "panic" || strings.HasPrefix(f.Function, "non-Go function")
	}
	first, _, _ := strings.Cut(pkg, "/")
	if !slices.Contains(standardRoots, first) || c.isModule(pkg) {
		return false
	}
	dir := file[:max(0, strings.LastIndexByte(file, '/'))]
	// The runtime holds functions of other packages: time.Sleep is in runtime/time.go.
	return dir == "" || dir == pkg || dir == "runtime" || strings.HasSuffix(dir, "/src/"+pkg) || strings.HasSuffix(dir, "/src/runtime")
}

// isModule reports whether a package is one of the module at hand.
func (c *classifier) isModule(pkg string) bool {
	return c.module != "" && (pkg == c.module || strings.HasPrefix(pkg, c.module+"/"))
}

// blockingFrame returns the index of the call where a goroutine waits, -1 for no
// stack.
func (c *classifier) blockingFrame(stack []goroutine.Frame) int {
	if i := goroutine.Blocking(stack, c.standard); i >= 0 {
		return i
	}
	return min(0, len(stack)-1)
}

func (c *classifier) standard(f *goroutine.Frame) bool { return c.isStandard(*f) }

func appendFrame(b []byte, f goroutine.Frame) []byte {
	b = append(b, f.Function...)
	b = append(b, '\n')
	b = append(b, f.File...)
	b = append(b, ':')
	b = strconv.AppendInt(b, int64(f.Line), 10)
	return append(b, '\n')
}

// trimRuntime takes the runtime's own calls off both ends of a stack: those that
// park a goroutine, which debug=2 hides, and those below every goroutine.
func trimRuntime(stack []goroutine.Frame) []goroutine.Frame {
	for len(stack) > 1 && isHidden(stack[0].Function) {
		stack = stack[1:]
	}
	for len(stack) > 1 && (stack[len(stack)-1].Function == "runtime.goexit" || stack[len(stack)-1].Function == "runtime.main") {
		stack = stack[:len(stack)-1]
	}
	return stack
}

// isHidden reports whether a function is an unexported one of the runtime.
func isHidden(function string) bool {
	name, ok := strings.CutPrefix(function, "runtime.")
	if !ok {
		name, ok = strings.CutPrefix(function, "internal/runtime/")
	}
	return ok && name != "" && name[0] >= 'a' && name[0] <= 'z'
}

// stateOf tells what a goroutine waits for by the runtime's functions in its
// stack, in the words that a dump has for it; "" where they do not tell.
func stateOf(stack []goroutine.Frame) string {
	for _, f := range stack {
		for _, s := range parkingFunctions {
			if f.Function == s.function {
				return s.state
			}
		}
		if !isHidden(f.Function) && !strings.HasPrefix(f.Function, "internal/") && !strings.HasPrefix(f.Function, "sync.") && f.Package() != "runtime" {
			return ""
		}
	}
	return ""
}

var parkingFunctions = []struct{ function, state string }{
	{"runtime.chansend", "chan send"},
	{"runtime.chanrecv", "chan receive"},
	{"runtime.selectgo", "select"},
	{"runtime.block", "select (no cases)"},
	{"time.Sleep", "sleep"},
	{"internal/poll.runtime_pollWait", "IO wait"},
	{"sync.(*RWMutex).RLock", "sync.RWMutex.RLock"},
	{"sync.(*RWMutex).Lock", "sync.RWMutex.Lock"},
	{"sync.(*Mutex).Lock", "sync.Mutex.Lock"},
	{"sync.(*Mutex).lockSlow", "sync.Mutex.Lock"},
	{"internal/sync.(*Mutex).lockSlow", "sync.Mutex.Lock"},
	{"sync.(*WaitGroup).Wait", "sync.WaitGroup.Wait"},
	{"sync.(*Cond).Wait", "sync.Cond.Wait"},
	{"sync.runtime_notifyListWait", "sync.Cond.Wait"},
	{"runtime.coroswitch", "coroutine"},
	{"runtime.coroswitch_m", "coroutine"},
	{"syscall.Syscall", "syscall"},
	{"syscall.Syscall6", "syscall"},
}
