// Package source goes from the SSA form back to the program text: names for
// messages, and the expressions that a suggested fix edits.
package source

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/graph"
)

// Path returns the nodes that enclose the position, innermost first, or nil if
// it is not in a file of the package.
func Path(pass *analysis.Pass, pos token.Pos) []ast.Node {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			var path []ast.Node
			descend(f, pos, &path)
			slices.Reverse(path)
			return path
		}
	}
	return nil
}

// descend appends the nodes from n down that enclose the position. In a block it
// looks for the statement by halves, since generated functions are long.
func descend(n ast.Node, pos token.Pos, path *[]ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		*path = append(*path, n)
		block, ok := n.(*ast.BlockStmt)
		if !ok {
			return true
		}
		if i := sort.Search(len(block.List), func(i int) bool { return pos < block.List[i].End() }); i < len(block.List) {
			descend(block.List[i], pos, path)
		}
		return false
	})
}

// Means reports whether a name means the object at a position: nothing that is
// declared closer has the same name.
func Means(pass *analysis.Pass, pos token.Pos, obj types.Object) bool {
	inner := pass.Pkg.Scope().Innermost(pos)
	if inner == nil {
		return false
	}
	_, found := inner.LookupParent(obj.Name(), pos)
	return found == obj
}

// MeansBuiltin reports whether a predeclared name means itself at a position.
func MeansBuiltin(pass *analysis.Pass, pos token.Pos, name string) bool {
	return Means(pass, pos, types.Universe.Lookup(name))
}

// MakeCall returns the call of make behind the instruction, and the nodes that
// enclose it, innermost first; nil if there is none.
func MakeCall(pass *analysis.Pass, m ssa.Value) (*ast.CallExpr, []ast.Node) {
	for path := Path(pass, m.Pos()); len(path) > 0; path = path[1:] {
		call, ok := path[0].(*ast.CallExpr)
		if !ok {
			continue
		}
		if fn, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && fn.Name == "make" {
			return call, path[1:]
		}
	}
	return nil, nil
}

// ChannelName returns the name of the variable or field that the channel is
// first stored in, or "the channel". It is made by a make or by another call.
func ChannelName(pass *analysis.Pass, m ssa.Value) string {
	for path := Path(pass, m.Pos()); len(path) > 1; path = path[1:] {
		if call, ok := path[0].(*ast.CallExpr); ok {
			if name := nameOf(path[1], call); name != "" {
				return name
			}
			break
		}
	}
	return "the channel"
}

// nameOf returns what the statement or literal around an expression calls it.
func nameOf(parent ast.Node, value ast.Expr) string {
	switch parent := parent.(type) {
	case *ast.AssignStmt:
		for i, rhs := range parent.Rhs {
			if rhs == value && len(parent.Lhs) == len(parent.Rhs) {
				return text(parent.Lhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, v := range parent.Values {
			if v == value && i < len(parent.Names) {
				return parent.Names[i].Name
			}
		}
	case *ast.KeyValueExpr:
		return text(parent.Key)
	}
	return ""
}

// text returns a variable or a selector as written; "" for anything else.
func text(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x := text(e.X); x != "" {
			return x + "." + e.Sel.Name
		}
	}
	return ""
}

// FuncName returns the name of a function for a message: "Start",
// "(*Server).Start", or for a literal "a function in (*Server).Start".
func FuncName(fn *ssa.Function) string {
	outer := graph.Declared(fn)
	name := outer.Name()
	if outer.Pkg != nil {
		name = outer.RelString(outer.Pkg.Pkg)
	}
	name, _, _ = strings.Cut(name, "#") // init#1
	if outer != fn {
		return "a function in " + name
	}
	return name
}

// InTest reports whether the position is in a test file.
func InTest(fset *token.FileSet, pos token.Pos) bool {
	return pos.IsValid() && strings.HasSuffix(fset.Position(pos).Filename, "_test.go")
}

// IsStandard reports whether the package is one of the standard library.
func IsStandard(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	first, _, _ := strings.Cut(pkg.Path(), "/")
	return !strings.Contains(first, ".")
}
