package wayout

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"unicode"

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
	roots   []root
	testDir string
	budget  int64
}

// A root says where the packages of a module are.
type root struct{ path, dir string }

// workingDir is where the test binary was started: the folder of its package.
var workingDir, _ = os.Getwd()

// shared is what was read: the goroutines of a report mostly stand in the same
// packages.
var shared = &world{pkgs: make(map[string]*pkg)}

// worldOf returns the packages that were read, ready to read those of a goroutine.
func worldOf(g *goroutine.Goroutine) *world {
	w := shared
	w.testDir, w.budget = workingDir, budget
	for i := range g.Stack {
		w.learn(&g.Stack[i])
	}
	if g.CreatedBy != nil {
		w.learn(g.CreatedBy)
	}
	for _, r := range moduleRoots() {
		w.root(r)
	}
	return w
}

// learn takes from a frame where the packages of its module are: what is left of
// its folder when the end that it shares with its import path is gone.
func (w *world) learn(f *goroutine.Frame) {
	importPath, dir := f.Package(), filepath.ToSlash(filepath.Dir(f.File))
	if importPath == "" || !filepath.IsAbs(f.File) || source.IsStandard(f) {
		return
	}
	for {
		i, j := strings.LastIndexByte(importPath, '/'), strings.LastIndexByte(dir, '/')
		if i < 0 || j < 0 || importPath[i:] != dir[j:] {
			break
		}
		importPath, dir = importPath[:i], dir[:j]
	}
	w.root(root{importPath, dir})
}

func (w *world) root(r root) {
	if !slices.Contains(w.roots, r) {
		w.roots = append(w.roots, r)
	}
}

// moduleRoots are the modules that the test binary was built from, as far as it
// tells.
var moduleRoots = sync.OnceValue(func() []root {
	var roots []root
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	mainDir := source.ModuleRoot(workingDir)
	if info.Main.Path != "" && mainDir != "" {
		roots = append(roots, root{info.Main.Path, filepath.ToSlash(mainDir)})
	}
	for _, m := range info.Deps {
		at := m
		if m.Replace != nil {
			at = m.Replace
		}
		switch dir := ""; {
		case at.Version != "":
			dir = filepath.ToSlash(filepath.Join(source.ModuleCache(), escapePath(at.Path)+"@"+at.Version))
			roots = append(roots, root{m.Path, dir})
		case filepath.IsAbs(at.Path):
			roots = append(roots, root{m.Path, filepath.ToSlash(at.Path)})
		default:
			roots = append(roots, root{m.Path, filepath.ToSlash(filepath.Join(mainDir, at.Path))})
		}
	}
	return roots
})

// escapePath writes upper-case letters as the module cache does: "!a" for "A".
func escapePath(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsUpper(r) {
			b.WriteByte('!')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
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
		rest, ok := strings.CutPrefix(importPath, r.path)
		if ok && (rest == "" || rest[0] == '/') && len(r.path) >= len(best) {
			best = r.path
			dirs = append([]string{filepath.FromSlash(r.dir + rest)}, dirs...)
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
	p := w.load(f.Package(), filepath.Dir(f.File), src.Syntax.Name.Name)
	if p == nil {
		return nil, nil
	}
	if !slices.Contains(p.files, src) {
		return nil, nil
	}
	return p, src
}
