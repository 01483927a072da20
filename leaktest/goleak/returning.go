package goleak

import (
	"go/ast"
	"go/parser"
	"go/token"
	"runtime"
	"sync"
)

// atExit reports whether a function that is in a call is in one of its deferred
// ones: then it stands at a return statement or at its closing brace, where no
// other calls of a test's function are. It is read from the source; where there
// is none, or the whole function stands in one line, the answer is no.
func atExit(f runtime.Frame) bool {
	if f.Func == nil {
		return false
	}
	_, start := f.Func.FileLine(f.Func.Entry())
	return exitsOf(f.File)[exitLine{start, f.Line}]
}

// An exitLine is a line at which a function is left, with the line at which the
// function begins: the brace of a function literal may be in the middle of
// another function.
type exitLine struct{ start, line int }

var exits = struct {
	sync.Mutex
	ofFile map[string]map[exitLine]bool
}{ofFile: make(map[string]map[exitLine]bool)}

// exitsOf returns the exits of all functions of a file, nil for one that cannot
// be read.
func exitsOf(file string) map[exitLine]bool {
	exits.Lock()
	defer exits.Unlock()
	lines, known := exits.ofFile[file]
	if !known {
		lines = readExits(file)
		exits.ofFile[file] = lines
	}
	return lines
}

func readExits(file string) map[exitLine]bool {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	lines := make(map[exitLine]bool)
	ast.Inspect(tree, func(n ast.Node) bool {
		if f, body := bodyOf(n); body != nil {
			addExits(lines, files, f, body)
		}
		return true
	})
	return lines
}

// bodyOf returns the body of a declared function or of a literal, nil for any
// other node.
func bodyOf(n ast.Node) (function ast.Node, body *ast.BlockStmt) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n, n.Body
	case *ast.FuncLit:
		return n, n.Body
	}
	return nil, nil
}

// addExits adds the exits of one function, without those of the literals in it.
func addExits(lines map[exitLine]bool, files *token.FileSet, function ast.Node, body *ast.BlockStmt) {
	line := func(p token.Pos) int { return files.Position(p).Line }
	start := line(function.Pos())
	if line(body.Rbrace) == start {
		return
	}
	lines[exitLine{start, line(body.Rbrace)}] = true
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			lines[exitLine{start, line(n.Pos())}] = true
		}
		return true
	})
}
