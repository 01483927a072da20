package driver

import (
	"crypto/sha256"
	"encoding/hex"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// fingerprint gives each finding its function and a fingerprint that stays the
// same while the code is only moved: of the check, the package, the function it
// stands in, the text of its line, and its message. The findings come in the order
// of their files, of which one is held at a time.
func fingerprint(findings []*finding) {
	var src *source
	for i, f := range findings {
		if i == 0 || f.Posn.file != findings[i-1].Posn.file {
			src = readSource(f.Posn.file)
		}
		f.Function = src.function(f.Posn.line)
		sum := sha256.New()
		for _, part := range []string{f.check, f.pkg, f.Function, src.line(f.Posn.line), f.Message} {
			sum.Write([]byte(part + "\x00"))
		}
		f.Fingerprint = hex.EncodeToString(sum.Sum(nil)[:12])
	}
}

// A source is a file that findings stand in. A file that cannot be read or
// parsed, such as the target of a //line directive, has lines or functions that
// are empty; the fingerprint rests on the rest then. So it is with what is no
// regular file, or is larger than largestSource.
type source struct {
	lines []string
	fset  *token.FileSet
	file  *ast.File
}

// largestSource bounds, in bytes, what is read of a file: its lines may take
// sixteen times as much memory, and its syntax more.
const largestSource = 16 << 20

func readSource(name string) *source {
	data, err := regular.ReadFile(name, largestSource)
	if err != nil {
		return &source{}
	}
	s := &source{lines: strings.Split(string(data), "\n"), fset: token.NewFileSet()}
	if filepath.Ext(name) == ".go" {
		s.file, _ = parser.ParseFile(s.fset, name, data, parser.SkipObjectResolution)
	}
	return s
}

// line returns the text of the n-th line, with white space made equal.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return strings.Join(strings.Fields(s.lines[n-1]), " ")
}

// function returns the name of the declared function around the line, with its
// receiver as (*T).Name or T.Name, or nothing outside of functions.
func (s *source) function(line int) string {
	if s.file == nil {
		return ""
	}
	for _, decl := range s.file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || s.fset.PositionFor(fn.Pos(), false).Line > line || s.fset.PositionFor(fn.End(), false).Line < line {
			continue
		}
		if fn.Recv == nil || len(fn.Recv.List) == 0 {
			return fn.Name.Name
		}
		recv := types.ExprString(fn.Recv.List[0].Type)
		if strings.HasPrefix(recv, "*") {
			recv = "(" + recv + ")"
		}
		return recv + "." + fn.Name.Name
	}
	return ""
}
