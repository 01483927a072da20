package triage

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A module is the one that the command runs in, zero for none.
type module struct {
	path, dir string
	wd        string // the current directory
}

// moduleHere finds the module of the current directory, by the go.mod in it or in
// the nearest folder above.
func moduleHere() module {
	wd, err := os.Getwd()
	if err != nil {
		return module{}
	}
	m := module{wd: wd}
	for dir := wd; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			m.path, m.dir = modfile.ModulePath(text), dir
			return m
		}
		if dir == filepath.Dir(dir) {
			return m
		}
	}
}

// holds reports whether a function is one of the module's: by its package, or
// for package main by its file.
func (m module) holds(f goroutine.Frame) bool {
	if m.path == "" {
		return false
	}
	if pkg := f.Package(); pkg != "main" {
		return pkg == m.path || strings.HasPrefix(pkg, m.path+"/")
	}
	return m.find(f) != ""
}

// find returns where the file of a function is on this machine, "" where it is
// not: the program may have been built elsewhere or with -trimpath, so that only
// the import path leads to it.
func (m module) find(f goroutine.Frame) string {
	file := strings.ReplaceAll(f.File, `\`, "/")
	if m.dir == "" || file == "" {
		return ""
	}
	if below, ok := strings.CutPrefix(file, filepath.ToSlash(m.dir)+"/"); ok {
		return m.existing(below)
	}
	below := ""
	switch pkg := f.Package(); {
	case strings.HasPrefix(file, m.path+"/"): // -trimpath
		below = file[len(m.path)+1:]
	case pkg == m.path:
		below = base(file)
	case strings.HasPrefix(pkg, m.path+"/"):
		below = pkg[len(m.path)+1:] + "/" + base(file)
	case pkg == "main":
		return m.findMain(file)
	}
	if below == "" {
		return ""
	}
	return m.existing(below)
}

// mostFolders is how deep a file lies below its module's folder.
const mostFolders = 30

// findMain looks for a file of package main, which has no import path: the
// longest end of its path that is a file of the module, with a folder at least.
func (m module) findMain(file string) string {
	parts := strings.Split(strings.TrimPrefix(file, "/"), "/")
	parts = parts[max(0, len(parts)-1-mostFolders):]
	for i := range max(0, len(parts)-1) {
		if found := m.existing(strings.Join(parts[i:], "/")); found != "" {
			return found
		}
	}
	return ""
}

// existing returns the path of a file of the module, "" where it is not there, or
// would lie outside of the module.
func (m module) existing(below string) string {
	if !filepath.IsLocal(filepath.FromSlash(below)) {
		return ""
	}
	path := filepath.Join(m.dir, filepath.FromSlash(below))
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return ""
	}
	return path
}

// shown returns a function's file as it is shown: relative to the current
// directory where it is at hand, without the folders of GOROOT and of the module
// cache, and else as the program has it.
func (m module) shown(f goroutine.Frame) string {
	if found := m.find(f); found != "" {
		rel, err := filepath.Rel(m.wd, found)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return filepath.ToSlash(rel)
		}
		return filepath.ToSlash(found)
	}
	file := strings.ReplaceAll(f.File, `\`, "/")
	if below, ok := strings.CutPrefix(file, filepath.ToSlash(m.wd)+"/"); ok && m.wd != "" {
		return below // it was there when the program was built
	}
	for _, pkg := range []string{f.Package(), "runtime"} {
		if i := strings.LastIndex(file, "/src/"+pkg+"/"); pkg != "" && i >= 0 {
			return file[i+len("/src/"):]
		}
	}
	if _, rest, ok := strings.Cut(file, "/pkg/mod/"); ok {
		return rest
	}
	return file
}

// place returns a function's position as file:line.
func (m module) place(f goroutine.Frame) string {
	if f.File == "" {
		return "an unknown place"
	}
	return m.shown(f) + ":" + strconv.Itoa(f.Line)
}

func base(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }
