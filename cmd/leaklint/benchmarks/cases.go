package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// casesFolder is a module of small programs that leaklint got wrong: in false it
// reported what is fine, in missed it was silent about what leaks. What is named
// Bad... leaks, all else is fine.
const casesFolder = "cmd/leaklint/benchmarks/testdata/cases"

// A unit is what a case names: a function, or a type with its methods and
// constructors.
type unit struct {
	folder string // such as missed/bigbuffer
	name   string // such as BadPump; "" for what belongs to no unit
}

func (u unit) bad() bool { return strings.HasPrefix(u.name, "Bad") }

// unitName is the part of a declared name that names a unit.
var unitName = regexp.MustCompile(`(?i:bad|good)[A-Za-z]*`)

// A caseFile tells which unit a line belongs to.
type caseFile struct {
	folder string
	spans  []caseSpan
}

type caseSpan struct {
	first, last int
	name        string
}

// readCases reads the programs: by file, relative to root.
func readCases(root string) (map[string]caseFile, error) {
	files := make(map[string]caseFile)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		c := caseFile{folder: filepath.ToSlash(filepath.Dir(name))}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				c.spans = append(c.spans, caseSpan{fset.Position(fn.Pos()).Line, fset.Position(fn.End()).Line, nameOfUnit(fn)})
			}
		}
		files[filepath.ToSlash(name)] = c
		return nil
	})
	return files, err
}

// nameOfUnit returns the name of the unit that a function belongs to, or "".
func nameOfUnit(fn *ast.FuncDecl) string {
	text := fn.Name.Name
	if fn.Recv != nil {
		ast.Inspect(fn.Recv, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && unitName.MatchString(id.Name) {
				text = id.Name
			}
			return true
		})
	}
	name := []rune(unitName.FindString(text))
	if len(name) == 0 {
		return ""
	}
	name[0] = unicode.ToUpper(name[0])
	return string(name)
}

// judgeCases runs the tool over the cases and returns a line for each unit: found or
// missed, silent or WRONG, with the checks that spoke.
func judgeCases(ctx context.Context, b *bench, root string) ([]string, error) {
	files, err := readCases(filepath.Join(root, filepath.FromSlash(casesFolder)))
	if err != nil {
		return nil, err
	}
	m := module{path: "cases", dir: filepath.Join(root, filepath.FromSlash(casesFolder))}
	rep, err := b.vet(ctx, m, []string{"GOWORK=off"}, "./...")
	if err != nil {
		return nil, err
	}
	if len(rep.failures) > 0 {
		return nil, fmt.Errorf("not analyzed: %s", strings.Join(rep.failures, "; "))
	}
	checks := unitsOf(files)
	for _, f := range rep.findings {
		u := files[f.File].unitAt(f.Line, checks)
		checks[u] = append(checks[u], f.Check)
	}
	var lines []string
	for u, by := range checks {
		lines = append(lines, u.line(by))
	}
	slices.Sort(lines)
	return lines, nil
}

// unitsOf returns the units of the files. One whose name goes on from that of another
// is its helper, and no unit.
func unitsOf(files map[string]caseFile) map[unit][]string {
	units := make(map[unit][]string)
	for _, f := range files {
		for _, s := range f.spans {
			units[unit{f.folder, s.name}] = nil
		}
	}
	for u := range units {
		for v := range units {
			if u != v && u.folder == v.folder && v.name != "" && strings.HasPrefix(u.name, v.name) {
				delete(units, u)
			}
		}
	}
	return units
}

// unitAt returns the unit that a line belongs to.
func (c caseFile) unitAt(line int, units map[unit][]string) unit {
	u := unit{folder: c.folder}
	for _, s := range c.spans {
		if s.first <= line && line <= s.last {
			for known := range units {
				if known.folder == c.folder && known.name != "" && strings.HasPrefix(s.name, known.name) {
					u.name = known.name
				}
			}
		}
	}
	return u
}

// line says what became of a unit.
func (u unit) line(by []string) string {
	slices.Sort(by)
	by = slices.Compact(by)
	name := u.name
	if name == "" {
		name = "(others)"
	}
	outcome := "silent"
	switch {
	case u.bad() && len(by) == 0:
		outcome = "missed"
	case u.bad():
		outcome = "found by " + strings.Join(by, ", ")
	case len(by) > 0:
		outcome = "WRONG: " + strings.Join(by, ", ")
	}
	return fmt.Sprintf("%s %s: %s", u.folder, name, outcome)
}
