package wayout

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// budget is how much source is read for one answer, in bytes: net/http, of some
// 2 MB, takes about 0.16 s. It is counted in bytes so that a busy machine gets the
// same answer.
const budget = 5 << 20

// A world is the packages that are looked at for one goroutine.
type world struct {
	pkgs    map[string]*pkg // by folder and package name
	folder  map[string]folder
	roots   []root
	testDir string
	budget  int64
	looked  []*pkg // at for this goroutine, in that order: what others led to has no say

	concreting map[*fn]bool // functions whose results are being looked for
	calls      int          // that are being seen through
}

// A root says where the packages of a module are.
type root struct{ path, dir string }

// workingDir is where the test binary was started: the folder of its package.
var workingDir, _ = os.Getwd()

// shared is what was read: the goroutines of a report mostly stand in the same
// packages.
var shared = newWorld()

func newWorld() *world {
	return &world{pkgs: make(map[string]*pkg), folder: make(map[string]folder), concreting: make(map[*fn]bool)}
}

// worldOf returns the packages that were read, ready to read those of a goroutine.
func worldOf(g *goroutine.Goroutine) *world {
	w := shared
	w.begin()
	w.roots = slices.Clone(moduleRoots())
	for i := range g.Stack {
		w.learn(&g.Stack[i])
	}
	if g.CreatedBy != nil {
		w.learn(g.CreatedBy)
	}
	return w
}

// begin forgets what another answer had to do with, and gives this one a budget.
func (w *world) begin() {
	w.testDir, w.budget, w.looked, w.calls = workingDir, budget, nil, 0
}

// learn takes from a frame where the packages of its module are, where go.mod does
// not tell: what is left of its folder when the end that it shares with its import
// path is gone. Where they share none the function may be named for another package
// than its file is in: that of a function that it was inlined into.
func (w *world) learn(f *goroutine.Frame) {
	importPath, dir := f.Package(), filepath.ToSlash(filepath.Dir(f.File))
	folder, _, _ := strings.Cut(path.Base(dir), "@")
	if importPath == "" || !filepath.IsAbs(f.File) || source.IsStandard(f) || folder != path.Base(importPath) {
		return
	}
	for {
		i, j := strings.LastIndexByte(importPath, '/'), strings.LastIndexByte(dir, '/')
		if i < 0 || j < 0 || importPath[i:] != dir[j:] {
			break
		}
		importPath, dir = importPath[:i], dir[:j]
	}
	if r := (root{importPath, dir}); !slices.Contains(w.roots, r) {
		w.roots = append(w.roots, r)
	}
}

// within reports whether a path is that of a folder or below it.
func within(path, folder string) bool {
	rest, ok := strings.CutPrefix(path, folder)
	return ok && (rest == "" || rest[0] == '/')
}

// pathOf returns the import path of a folder.
func (w *world) pathOf(dir, otherwise string) string {
	dir = filepath.ToSlash(dir)
	found, best := otherwise, ""
	for _, r := range w.roots {
		if within(dir, r.dir) && len(r.dir) > len(best) {
			found, best = r.path+dir[len(r.dir):], r.dir
		}
	}
	return found
}

// open returns the package with an import path, or nil where its source is not
// at hand.
func (w *world) open(importPath string) *pkg {
	for _, dir := range w.folders(importPath) {
		if p := w.load(importPath, dir, ""); p != nil {
			return p
		}
	}
	return nil
}

// folders lists where a package may be, the most specific first. The standard
// library is not asked: what it does with a channel or a context is known by name.
func (w *world) folders(importPath string) []string {
	var dirs []string
	best := ""
	for _, r := range w.roots {
		if within(importPath, r.path) && len(r.path) >= len(best) {
			best = r.path
			dirs = append([]string{filepath.FromSlash(r.dir + importPath[len(r.path):])}, dirs...)
		}
	}
	if main := source.ModuleRoot(workingDir); main != "" {
		dirs = append(dirs, filepath.Join(main, "vendor", filepath.FromSlash(importPath)))
	}
	return dirs
}

// packageOf returns the package of a frame, with the file that it is in.
func (w *world) packageOf(f *goroutine.Frame) (*pkg, *source.File) {
	if !filepath.IsAbs(f.File) {
		return nil, nil
	}
	src := source.Open(f.File)
	if src == nil || src.Syntax == nil {
		return nil, nil
	}
	dir := filepath.Dir(f.File)
	p := w.load(w.pathOf(dir, f.Package()), dir, src.Syntax.Name.Name)
	if p == nil {
		return nil, nil
	}
	if !slices.Contains(p.files, src) {
		return nil, nil
	}
	return p, src
}
