package directive

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"
)

var known = map[string]bool{"sendleak": true, "sleepleak": true}

// TestProblems pins what is said of a directive that hides nothing, whatever its
// comment holds.
func TestProblems(t *testing.T) {
	long := strings.Repeat("ö", 5000)
	for _, tt := range []struct{ comment, want string }{
		{"// leaklint:ignore is how to hide a finding", ""}, // prose
		{"// leaklint: a vet tool", ""},
		{"// leaklint:ignore sendleak why", "leaklint:ignore has a space before it, which makes it a comment that hides nothing: write //leaklint:ignore"},
		{"//  leaklint:ignore sednleak why", "leaklint:ignore has a space before it, which makes it a comment that hides nothing: write //leaklint:ignore"},
		{"// leaklint:daemon the clock", "leaklint:daemon has a space before it, which makes it a comment that hides nothing: write //leaklint:daemon"},
		{"//leaklint:ignore sednleak why", `leaklint:ignore names "sednleak", which is no check of leaklint, so it hides nothing: is sendleak meant?`},
		{"//leaklint:ignore leak why", `leaklint:ignore names "leak", which is no check of leaklint, so it hides nothing`},
		{"//leaklint", ""},
		{"//leaklint:ignore sendleak why", "leaklint:ignore hides nothing here any more, so it would hide the next finding unread"},
		{"//leaklint:ignore\tsendleak,sleepleak\twhy", "leaklint:ignore hides nothing here any more, so it would hide the next finding unread"},
		{"//leaklint:ignore sendleak //leaklint:daemon", "leaklint:ignore hides nothing here any more, so it would hide the next finding unread"},
		{"//leaklint:ignore\tsendleak", "leaklint:ignore gives no reason, so nobody can tell whether it still holds"},
		{"//leaklint:daemon\t ", "leaklint:daemon gives no reason, so nobody can tell whether it still holds"},
		{"//leaklint:ignore ,, why", "leaklint:ignore names no check, so it hides nothing: write //leaklint:ignore <check> <reason> or //leaklint:daemon <reason>"},
		{"//leaklint:\x1b[31m\u202e", `leaklint:\x1b[31m\u202e names no check, so it hides nothing: write //leaklint:ignore <check> <reason> or //leaklint:daemon <reason>`},
		{"//leaklint:ignore \x1b why", `leaklint:ignore names "\x1b", which is no check of leaklint, so it hides nothing`},
		{"//leaklint:ignore " + long + " why", `leaklint:ignore names "` + long[:60] + `...", which is no check of leaklint, so it hides nothing`},
		{"//leaklint:" + long, "leaklint:" + long[:50] + "... names no check, so it hides nothing: write //leaklint:ignore <check> <reason> or //leaklint:daemon <reason>"},
		{"//nolint:" + long + ",leaklint", ""}, // the other tool checks it
		{"//lint:ignore\tleaklint", ""},
	} {
		problems := index(t, "package p\n\nfunc f() {\n\t"+tt.comment+"\n\tf()\n}\n").Problems(known)
		got := ""
		for _, p := range problems {
			got += p.Message
		}
		if got != tt.want {
			t.Errorf("of %.40q it is said %q, want %q", tt.comment, got, tt.want)
		}
	}
}

// TestSuppress pins what a directive covers: each position is that of a call of go
// with the number in it.
func TestSuppress(t *testing.T) {
	const src = `package p

import _ "fmt" //leaklint:ignore sendleak about the import

//leaklint:ignore sendleak of the function
func f() {
	go g(1)
}

func h() {
	go g(2) //leaklint:ignore sendleak at its end
	go g(3)
	//leaklint:ignore sendleak above it, of many lines
	go func() {
		g(4)
		if true {
			g(5)
		}
	}()
	x := []func(){ //leaklint:ignore sendleak where the statement begins
		func() {},
		g(6),
	}
	/* code */ //leaklint:ignore sendleak behind a comment, so alone
	go g(7)
	//leaklint:ignore sleepleak another check
	go g(8)
	//line elsewhere.y:1
	go g(9) //leaklint:ignore sendleak lines are those of the file
}
`
	want := map[string]bool{"1": true, "2": true, "6": true, "7": true, "9": true}
	x := index(t, src)
	for number := range strings.SplitSeq("1 2 3 4 5 6 7 8 9", " ") {
		pos := x.files[0].layout.file.FileStart + token.Pos(strings.Index(src, "g("+number+")"))
		if got := x.Suppress("sendleak", pos); got != want[number] {
			t.Errorf("a finding at g(%s) is hidden: %t, want %t", number, got, want[number])
		}
	}
}

// FuzzDirective: whatever a comment holds and wherever it stands, it is read, and
// what is said of it is one short printable line. Run it with
//
//	go test -run '^$' -fuzz FuzzDirective -fuzztime 2m ./cmd/leaklint/internal/directive
func FuzzDirective(f *testing.F) {
	for _, comment := range []string{
		"//leaklint:ignore sendleak why", "//leaklint:daemon", "//leaklint:\x1b[31m\u202e", "//leaklint:ignore \x1b,\xff why",
		"//nolint:errcheck,leaklint // why", "//lint:ignore leaklint why", "/*leaklint:ignore sendleak\nwhy*/",
		"//leaklint:ignore " + strings.Repeat("x", 500), "//line a.y:7\n//leaklint:ignore sendleak why",
	} {
		f.Add(comment)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		src := comment + "\npackage p\n" + comment + "\nfunc f() {\n" + comment + "\ngo f() " + comment + "\n}\n" + comment
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
		if err != nil {
			t.Skip("not a Go file")
		}
		x := collected(t, fset, file)
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				x.Suppress("sendleak", n.Pos())
			}
			return true
		})
		for _, p := range x.Problems(known) {
			if !utf8.ValidString(p.Message) || len(p.Message) > 600 || strings.ContainsFunc(p.Message, unicode.IsControl) {
				t.Errorf("of %q it is said %q", comment, p.Message)
			}
		}
	})
}

func index(t *testing.T, src string) *Index {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return collected(t, fset, file)
}

func collected(t *testing.T, fset *token.FileSet, file *ast.File) *Index {
	t.Helper()
	x, err := collect(&analysis.Pass{Fset: fset, Files: []*ast.File{file}})
	if err != nil {
		t.Fatal(err)
	}
	return x.(*Index)
}
