package tryout

import (
	"context"
	"fmt"
	"go/ast"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/edit"
	"github.com/leaktight/leaktight/cmd/leaklint/tryout/lent"
)

// wrap returns the test files of a suite with a TestMain as go test is to see them:
// the TestMain has a first statement of ours, and os.Exit gives our verdict first. No
// line moves.
func (s *session) wrap(ctx context.Context, t *suite, done *plan) {
	done.in = fmt.Sprintf("%s:%d", shownPath(t.in.name), t.in.fset.Position(t.main.Pos()).Line)
	m := nameOfM(t.main, t.in)
	switch {
	case t.pkg.Standard && t.name == t.pkg.Name:
		done.reason = "its TestMain at " + done.in + " stands in a package that leaktest may be made of"
		return
	case t.main.Body == nil || m == "_":
		done.reason = "its TestMain at " + done.in + " does not run the tests"
		return
	}
	end := &ending{session: s, suite: t, seen: make(map[*ast.FuncDecl]bool)}
	end.find(ctx, t.main, t.in)
	if end.checked != "" {
		done.checked = true
		done.reason = "its TestMain at " + done.in + " calls " + end.checked + ", which checks it already"
		return
	}
	alias := t.freeName("leaktight")
	done.early = end.early
	first := fmt.Sprintf(" defer %s.Main(%s)();", alias, arguments(m, alias, s.known))
	if end.early {
		first = fmt.Sprintf(" %s.Early(%s);", alias, arguments(m, alias, s.known))
	}
	done.files = t.rewritten(end, alias, first)
}

// rewritten returns the files that change, by name. First is the first statement of
// the TestMain.
func (t *suite) rewritten(end *ending, alias, first string) map[string][]byte {
	files := make(map[string][]byte)
	for _, f := range t.files {
		edits := f.exits(alias)
		if f == t.in {
			edits = append(edits, insert(f.offset(t.main.Body.Lbrace)+1, first))
		}
		for _, c := range end.goleak {
			if c.in == f {
				edits = append(edits, c.cleanup(alias)...)
			}
		}
		if len(edits) > 0 {
			files[f.name] = f.rewritten(append([]edit.Edit{f.imports(alias)}, edits...))
		}
	}
	return files
}

// nameOfM returns the name of the *testing.M of a function, "_" where it has none.
func nameOfM(fn *ast.FuncDecl, f *file) string {
	if names := f.takesM(fn.Type).Names; len(names) > 0 {
		return names[0].Name
	}
	return "_"
}

// arguments are those of Main and Early.
func arguments(m, alias string, known *knownList) string {
	if known == nil {
		return m
	}
	return fmt.Sprintf("%s, %s.Known(%q, %q)", m, alias, known.name, known.text)
}

// addedMain is the file of a TestMain for a package that has none.
func addedMain(name, alias string, known *knownList) []byte {
	return fmt.Appendf(nil, `package %[1]s

import (
	%[2]s %[3]q
	%[2]stesting "testing"
)

func TestMain(m *%[2]stesting.M) {
	defer %[2]s.Main(%[4]s)()
	m.Run()
}
`, name, alias, lent.Tryout, arguments("m", alias, known))
}
