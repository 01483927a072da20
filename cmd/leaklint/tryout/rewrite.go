package tryout

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
	"github.com/leaktight/leaktight/cmd/leaklint/tryout/lent"
)

// rewritten returns the text of a file with edits that add no line before its last.
func (f *file) rewritten(edits []edit.Edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit.Edit) int { return cmp.Compare(a.Start, b.Start) })
	return edit.Splice(f.text, edits)
}

func insert(at int, text string) edit.Edit { return edit.Edit{Start: at, End: at, New: text} }

func (f *file) offset(pos token.Pos) int { return f.fset.PositionFor(pos, false).Offset }

// source returns the text of a part of the file.
func (f *file) source(n ast.Node) string { return string(f.text[f.offset(n.Pos()):f.offset(n.End())]) }

// imports returns the edit that imports what is lent, in the line of the package
// clause.
func (f *file) imports(alias string) edit.Edit {
	return insert(f.offset(f.tree.Name.End()), fmt.Sprintf("; import %s %q", alias, lent.Tryout))
}

// exits returns the edits that make each os.Exit of a file ours.
func (f *file) exits(alias string) []edit.Edit {
	name := f.nameOf("os")
	var edits []edit.Edit
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && f.isImported(sel.X, name) && sel.Sel.Name == "Exit" {
			edits = append(edits, edit.Edit{Start: f.offset(sel.X.Pos()), End: f.offset(sel.X.End()), New: alias})
		}
		return true
	})
	if len(edits) > 0 { // the import is used, whatever else the file needs it for
		edits = append(edits, insert(len(f.text), "\nvar _ = "+name+".Exit\n"))
	}
	return edits
}

// isImported reports whether an expression is the name of a package that the file
// imports, and not of something that hides it.
func (f *file) isImported(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && name != "" && id.Name == name && id.Obj == nil
}

// cleanup returns the edits that let goleak.VerifyTestMain end with our verdict
// behind its own. Of several Cleanups the last one holds, so that of the user does;
// its os.Exit is ours.
func (c goleakCall) cleanup(alias string) []edit.Edit {
	pkg := c.in.source(c.call.Fun.(*ast.SelectorExpr).X)
	cleanup := pkg + ".Cleanup(" + alias + ".Exit)"
	if !c.call.Ellipsis.IsValid() {
		return []edit.Edit{insert(c.in.offset(c.call.Args[0].End()), ", "+cleanup)}
	}
	last := c.call.Args[len(c.call.Args)-1]
	return []edit.Edit{
		insert(c.in.offset(last.Pos()), "append([]"+pkg+".Option{"+cleanup+"}, "),
		insert(c.in.offset(c.call.Ellipsis)+len("..."), ")..."),
	}
}
