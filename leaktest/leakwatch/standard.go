package leakwatch

import (
	"runtime/debug"
	"strings"
	"sync"
)

// modules are the paths of the modules that the program was built from, without that
// of the standard library, which has none. A program that was built without modules
// has none either.
var modules = sync.OnceValue(func() []string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	paths := []string{build.Main.Path}
	for _, m := range build.Deps {
		paths = append(paths, m.Path)
	}
	return paths
})

// standard reports whether a function is one of the standard library: of no module of
// the program, and not of package main.
func standard(function string) bool {
	if strings.HasPrefix(function, "main.") {
		return false
	}
	for _, m := range modules() {
		if rest, ok := strings.CutPrefix(function, escaped(m)); ok && m != "" && (rest == "" || rest[0] == '/' || rest[0] == '.') {
			return false
		}
	}
	first, _, _ := strings.Cut(function, "/")
	return !strings.Contains(first, ".") || !strings.Contains(function, "/")
}

// escaped returns a module's path as the names of functions have it: the dots of the
// last element are escaped.
func escaped(path string) string {
	i := strings.LastIndexByte(path, '/') + 1
	return path[:i] + strings.ReplaceAll(path[i:], ".", "%2e")
}
