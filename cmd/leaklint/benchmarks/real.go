package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// realJSON holds leaks that were shipped: facts, and nothing of the sources.
//
//go:embed testdata/real-leaks.json
var realJSON []byte

// fixesJSON holds more of them, from public fixes: a list that was complete
// before leaklint was first run on any of them. It says what was left out.
//
//go:embed testdata/fixes-leaks.json
var fixesJSON []byte

// A realLeak is a leak in a release of a module, and the release without it.
type realLeak struct {
	Module     string   `json:"module"`
	BugVersion string   `json:"bug_version"`
	FixVersion string   `json:"fix_version"`
	GoFile     string   `json:"go_file"` // holds the go statements and the blocking operations
	GoLines    []int    `json:"go_lines"`
	InFuncs    []string `json:"in_funcs"` // the functions that hold the go statements, without receiver
	BlockLines []int    `json:"block_lines"`
	CallFile   string   `json:"call_file"` // holds what makes it a leak: the caller, the field
	Pattern    string   `json:"pattern"`
	Ref        string   `json:"ref"`
}

// realFacts reads the leaks of realJSON.
func realFacts() ([]realLeak, error) { return readLeaks("real", realJSON) }

// readLeaks reads one list of leaks.
func readLeaks(list string, text []byte) ([]realLeak, error) {
	var facts struct{ Leaks []realLeak }
	if err := json.Unmarshal(text, &facts); err != nil {
		return nil, fmt.Errorf("facts of the list %s of leaks: %w", list, err)
	}
	return facts.Leaks, nil
}

// finds reports whether f, or a related position of it, stands at a leaking go
// statement or at the operation that its goroutine stays in.
func (l realLeak) finds(f finding) bool {
	return slices.ContainsFunc(slices.Concat(l.GoLines, l.BlockLines), func(line int) bool {
		return f.at(position{l.GoFile, line})
	})
}

// packages returns the patterns of the packages that take part in the leak.
func (l realLeak) packages() []string {
	patterns := []string{"./" + path.Dir(l.GoFile), "./" + path.Dir(l.CallFile)}
	return slices.Compact(patterns)
}

// standsIn reports whether f, or a related position of it, stands where the leak
// was: inside one of its functions, in this release of the module.
func (l realLeak) standsIn(m module, f finding) (bool, error) {
	spans, err := functionSpans(filepath.Join(m.dir, filepath.FromSlash(l.GoFile)), l.InFuncs)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(f.positions(), func(p position) bool {
		return p.File == l.GoFile && slices.ContainsFunc(spans, func(s span) bool { return s.from <= p.Line && p.Line <= s.to })
	}), nil
}

// A span is a range of lines, both ends included.
type span struct{ from, to int }

// functionSpans returns the lines of the functions and methods of a file that
// have one of the given names.
func functionSpans(file string, names []string) ([]span, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var spans []span
	for _, decl := range syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && slices.Contains(names, fn.Name.Name) {
			spans = append(spans, span{fset.Position(fn.Pos()).Line, fset.Position(fn.End()).Line})
		}
	}
	return spans, nil
}

// printReal prints, for the lists of leaks one after the other, whether each
// leak is found in the release that has it, and whether the tool is silent in
// the release that fixed it.
func printReal(ctx context.Context, b *bench) error {
	for _, list := range []struct {
		name string
		text []byte
	}{{"real", realJSON}, {"fixes", fixesJSON}} {
		leaks, err := readLeaks(list.name, list.text)
		if err != nil {
			return err
		}
		leaks = slices.DeleteFunc(leaks, func(l realLeak) bool { return !strings.Contains(l.Module, b.only) })
		if len(leaks) > 0 {
			b.printLeaks(ctx, list.name, leaks)
		}
	}
	return nil
}

// printLeaks prints one list of leaks, and all findings beside them.
func (b *bench) printLeaks(ctx context.Context, list string, leaks []realLeak) {
	t := newTable(b.out, "leak of the list "+list, "pattern", "before", "after", "checks")
	var notes []string
	found, silent := 0, 0
	for _, l := range leaks {
		before, checks, more := b.judgeBug(ctx, l)
		notes = append(notes, more...)
		after, more := b.judgeFix(ctx, l)
		notes = append(notes, more...)
		t.row(fmt.Sprintf("%s %s -> %s", l.Module, l.BugVersion, l.FixVersion), l.Pattern, before, after, strings.Join(checks, " "))
		found += count(before == "found")
		silent += count(after == "silent")
	}
	t.flush()
	fmt.Fprintf(b.out, "\nfound %d of %d, silent after the fix %d\n\nall findings in these packages:\n%s\n",
		found, len(leaks), silent, strings.Join(notes, "\n"))
}

// count is 1 for true.
func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// judgeBug looks at the release with the leak. The checks are those whose
// findings point at it; the notes list all findings.
func (b *bench) judgeBug(ctx context.Context, l realLeak) (verdict string, checks, notes []string) {
	_, rep, err := b.vetRelease(ctx, l, l.BugVersion)
	if err != nil {
		return "failed", nil, []string{err.Error()}
	}
	verdict = "missed"
	if len(rep.failures) > 0 {
		verdict = "missed, not all was analyzed"
	}
	for _, f := range rep.findings {
		mark := " "
		if l.finds(f) {
			verdict, mark = "found", "*"
			checks = append(checks, f.Check)
		}
		notes = append(notes, fmt.Sprintf("%s %s@%s %s: %s", mark, l.Module, l.BugVersion, f.position, f.Message))
	}
	slices.Sort(checks)
	return verdict, slices.Compact(checks), append(notes, rep.failures...)
}

// judgeFix looks at the release without the leak, where nothing may be said
// in the functions that held it.
func (b *bench) judgeFix(ctx context.Context, l realLeak) (verdict string, notes []string) {
	m, rep, err := b.vetRelease(ctx, l, l.FixVersion)
	if err != nil {
		return "failed", []string{err.Error()}
	}
	verdict = "silent"
	if len(rep.failures) > 0 {
		verdict = "not all was analyzed"
	}
	for _, f := range rep.findings {
		mark := " "
		in, err := l.standsIn(m, f)
		if err != nil {
			return "failed", []string{err.Error()}
		}
		if in {
			verdict, mark = "still reported", "!"
		}
		notes = append(notes, fmt.Sprintf("%s %s@%s %s: %s", mark, l.Module, l.FixVersion, f.position, f.Message))
	}
	return verdict, append(notes, rep.failures...)
}

// vetRelease runs the tool over the packages of a leak in one release.
func (b *bench) vetRelease(ctx context.Context, l realLeak, version string) (module, report, error) {
	m, err := b.fetch(ctx, l.Module, version)
	if err != nil {
		return m, report{}, err
	}
	fmt.Fprintf(b.log, "benchmarks: vetting %s\n", m)
	rep, err := b.vet(ctx, m, nil, l.packages()...)
	return m, rep, err
}
