package driver

import (
	"crypto/sha256"
	"encoding/hex"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// fingerprint gives each finding its function and a fingerprint that stays the
// same while the code is only moved and its variables get other names: of the check,
// the package, the function it stands in, and the shape of two lines: its own, and
// that of its first related position, where the goroutine blocks, if that is in the
// same file. The message takes no part, so that a better one brings no finding
// back. The findings come in the order of their files, of which one is held at a
// time.
func fingerprint(findings []*finding) {
	var src *source
	for i, f := range findings {
		if i == 0 || f.Posn.file != findings[i-1].Posn.file {
			src = readSource(f.Posn.file)
		}
		f.Function = src.function(f.Posn.line)
		sum := sha256.New()
		parts := []string{f.check, f.pkg, f.Function, src.shape(f.Posn.line)}
		if len(f.Related) > 0 && f.Related[0].Posn.file == f.Posn.file {
			parts = append(parts, src.shape(f.Related[0].Posn.line))
		}
		for _, part := range parts {
			sum.Write([]byte(part + "\x00"))
		}
		f.Fingerprint = fingerprintPrefix + hex.EncodeToString(sum.Sum(nil)[:12])
	}
}

// fingerprintPrefix tells one way of making fingerprints from another, so that an
// old baseline is noticed.
const fingerprintPrefix = "v2-"

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
	return newSource(name, data)
}

func newSource(name string, data []byte) *source {
	s := &source{lines: strings.Split(string(data), "\n"), fset: token.NewFileSet()}
	if filepath.Ext(name) == ".go" {
		s.file, _ = parser.ParseFile(s.fset, name, data, parser.SkipObjectResolution)
	}
	return s
}

// shape returns the tokens of the n-th line without comments, and without the names
// of what may be a variable: of identifiers, only those stay that are called or
// selected. So
//
//	go w.run(n)	and	go worker.run(count)
//
// have the same shape, and go w.stop(n) has another.
func (s *source) shape(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	text := []byte(s.lines[n-1])
	fset := token.NewFileSet()
	var scan scanner.Scanner
	scan.Init(fset.AddFile("", -1, len(text)), text, func(token.Position, string) {}, 0) // a part of a file may be odd
	var shape []string
	var name string // the last identifier
	for last := token.ILLEGAL; ; {
		_, tok, lit := scan.Scan()
		switch {
		case tok == token.EOF:
			return strings.Join(shape, " ")
		case tok == token.SEMICOLON && lit == "\n":
			continue
		case tok == token.IDENT && last != token.PERIOD:
			shape = append(shape, "_")
		case tok == token.LPAREN && last == token.IDENT && shape[len(shape)-1] == "_":
			shape[len(shape)-1] = name
			shape = append(shape, tok.String())
		case lit != "":
			shape = append(shape, lit)
		default:
			shape = append(shape, tok.String())
		}
		last = tok
		if tok == token.IDENT {
			name = lit
		}
	}
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
