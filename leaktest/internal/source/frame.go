package source

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// StandardRoot returns the folder that the standard library was built from, as
// its file names show it, with a trailing slash; "" in a binary built with
// -trimpath, where they show import paths.
var StandardRoot = sync.OnceValue(func() string {
	pc := reflect.ValueOf(strings.Repeat).Pointer()
	file, _ := runtime.FuncForPC(pc).FileLine(pc)
	root, _, found := strings.Cut(filepath.ToSlash(file), "/src/strings/")
	if !found {
		return ""
	}
	return root + "/src/"
})

// MainModule returns the path of the module under test, "" where the binary
// does not tell.
var MainModule = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Path
})

// IsStandard reports whether a call is one of the standard library.
func IsStandard(f *goroutine.Frame) bool {
	if root := StandardRoot(); root != "" {
		return strings.HasPrefix(f.File, root)
	}
	pkg := f.Package()
	first, _, _ := strings.Cut(pkg, "/")
	if strings.Contains(first, ".") || first == "main" {
		return false
	}
	m := MainModule()
	return m == "" || pkg != m && !strings.HasPrefix(pkg, m+"/")
}

// isRuntimeInternal reports whether a call is one that the runtime hides from a
// stack unless GOTRACEBACK asks for it: the unexported functions in which every
// parked goroutine stands.
func isRuntimeInternal(f *goroutine.Frame) bool {
	name, ok := strings.CutPrefix(f.Function, "runtime.")
	return ok && name != "" && (name[0] >= 'a' && name[0] <= 'z') && name != "main"
}

// Top returns the index of the call that a goroutine stands in, below the
// runtime's own that park it, or -1 where the stack is empty.
func Top(stack []goroutine.Frame) int {
	for i := range stack {
		if !isRuntimeInternal(&stack[i]) {
			return i
		}
	}
	return min(0, len(stack)-1)
}

// Blocking returns the index of the innermost call outside the standard
// library. Where there is none it is the innermost one that has a name for its
// user: below the runtime, internal packages and system calls. It is -1 where
// the stack is empty.
func Blocking(stack []goroutine.Frame) int {
	given := func(f *goroutine.Frame) bool { return IsStandard(f) || IsCgo(f) }
	if i := goroutine.Blocking(stack, given); i >= 0 {
		return i
	}
	return Top(stack)
}

// CalledC returns the function of C that a goroutine is in, "" for none. The call
// stands in a file that cgo writes and nobody has.
func CalledC(stack []goroutine.Frame) string {
	for i := range stack {
		if name := calledC(&stack[i]); name != "" {
			return name
		}
		if !IsStandard(&stack[i]) {
			break
		}
	}
	return ""
}

// IsCgo reports whether a frame is what cgo writes for a call of a function of C.
func IsCgo(f *goroutine.Frame) bool { return calledC(f) != "" }

func calledC(f *goroutine.Frame) string {
	_, name, found := strings.Cut(f.Function, "._Cfunc_")
	if !found {
		return ""
	}
	return name
}

// DisplayPath shortens a file name: relative to its module where the file is on
// this machine, without the module cache's folder, and without GOROOT.
func DisplayPath(file string) string {
	if rest, ok := strings.CutPrefix(file, StandardRoot()); ok && StandardRoot() != "" {
		return rest
	}
	if _, rest, ok := strings.Cut(file, "/pkg/mod/"); ok {
		return rest
	}
	if !filepath.IsAbs(file) && MainModule() != "" {
		return strings.TrimPrefix(file, MainModule()+"/") // as it is without -trimpath
	}
	if root := ModuleRoot(filepath.Dir(file)); root != "" {
		if rel, err := filepath.Rel(root, file); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return file
}

var moduleRoots sync.Map // folder to the folder of its go.mod, "" for none

// ModuleRoot returns the folder at or above dir that holds a go.mod, or "".
func ModuleRoot(dir string) string {
	if !filepath.IsAbs(dir) {
		return ""
	}
	if root, ok := moduleRoots.Load(dir); ok {
		return root.(string)
	}
	root := ""
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
		root = dir
	} else if parent := filepath.Dir(dir); parent != dir {
		root = ModuleRoot(parent)
	}
	moduleRoots.Store(dir, root)
	return root
}
