package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A Place is a position that a fact carries to other packages: never an
// absolute path, so that facts do not depend on where a package was built.
type Place struct {
	Package  string // import path
	Function string // as in "(*T).Start"
	File     string // base name
	Line     int    // 1-based
}

// PlaceOf returns the place of a position inside fn.
func PlaceOf(fn *ssa.Function, pos token.Pos) Place {
	position := fn.Prog.Fset.Position(pos)
	place := Place{File: base(position.Filename), Line: position.Line}
	if fn.Pkg != nil {
		place.Package = fn.Pkg.Pkg.Path()
		place.Function = fn.RelString(fn.Pkg.Pkg)
	}
	return place
}

// base returns what follows the last separator of either system in a path.
func base(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' || path[i] == '\\' {
			return path[i+1:]
		}
	}
	return path
}

// String returns the place as a message names it: "pkg.Start (file.go:12)".
func (p Place) String() string {
	return fmt.Sprintf("%s.%s (%s:%d)", p.Package, p.Function, p.File, p.Line)
}

// Elsewhere returns a position for a place in another package, whose files are
// not part of this pass: it adds a file of one byte that stands in that line to the
// file set, since a //line directive can make the number a very large one. The
// base name is prefixed with the import path.
func Elsewhere(pass *analysis.Pass, p Place) token.Pos {
	name := p.Package + "/" + p.File
	file := pass.Fset.AddFile(name, -1, 1)
	file.AddLineInfo(0, name, max(p.Line, 1))
	return file.Pos(0)
}
