package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// minPrograms is how many go statements each collection holds at least.
const minPrograms = 60

// TestMarks runs the built tool over two collections of small programs that
// were written from the description of the checks alone: idioms, which must
// stay silent, and leaks, of which each stands next to its fixed twin. A line
// that ends in "// want check" has to be found, by one of the checks that are
// separated by "|"; no other line may be. Known exceptions are listed in
// testdata/gaps.txt with their reason, and an exception that is none any more
// fails the test, so that the list stays true.
func TestMarks(t *testing.T) {
	b := testBench(t)
	root, err := repoRoot()
	if err != nil {
		t.Fatal(err)
	}
	m := module{path: "github.com/leaktight/leaktight", dir: root}
	gaps := readGaps(t)
	for _, collection := range []string{"idioms", "leaks"} {
		t.Run(collection, func(t *testing.T) {
			folder := "cmd/leaklint/benchmarks/testdata/" + collection
			marks, starts := readMarks(t, root, folder)
			if starts < minPrograms {
				t.Errorf("%s holds %d go statements, want %d at least", folder, starts, minPrograms)
			}
			rep, err := b.vet(t.Context(), m, nil, "./"+folder+"/...")
			if err != nil {
				t.Fatal(err)
			}
			if len(rep.failures) > 0 {
				t.Fatalf("not analyzed: %s", strings.Join(rep.failures, "\n"))
			}
			for _, f := range rep.findings {
				f.explain(t, root, marks, gaps)
			}
			for _, mark := range marks {
				mark.explain(t, root, rep.findings, gaps)
			}
			t.Logf("%d go statements, %d to be found, %d findings", starts, len(marks), len(rep.findings))
		})
	}
	gaps.reportClosed(t)
}

// A mark is a line on which one of the checks has to find something.
type mark struct {
	position
	checks []string
}

func (m mark) hit(f finding) bool { return f.at(m.position) && slices.Contains(m.checks, f.Check) }

// explain fails the test if no finding and no gap explains the mark.
func (m mark) explain(t *testing.T, root string, findings []finding, gaps gaps) {
	if slices.ContainsFunc(findings, m.hit) {
		return
	}
	if !gaps.use("missed", root, m.position) {
		t.Errorf("%s: missed, want %s in %s", m.position, strings.Join(m.checks, " or "), functionAt(filepath.Join(root, m.File), m.Line))
	}
}

// explain fails the test if no mark and no gap explains the finding.
func (f finding) explain(t *testing.T, root string, marks []mark, gaps gaps) {
	if slices.ContainsFunc(marks, func(m mark) bool { return m.hit(f) }) {
		return
	}
	if !gaps.use("wrong", root, f.position) {
		t.Errorf("%s: unexpected in %s: %s", f.position, functionAt(filepath.Join(root, f.File), f.Line), f.Message)
	}
}

var (
	wantComment  = regexp.MustCompile(`// want ([a-z|]+)$`)
	startComment = regexp.MustCompile(`^\s*go |\.Go\(func|\bAfterFunc\(`)
)

// readMarks reads the marks of all files below a folder, and counts the lines
// that start a goroutine.
func readMarks(t *testing.T, root, folder string) (marks []mark, starts int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n") {
			if startComment.MatchString(line) {
				starts++
			}
			if want := wantComment.FindStringSubmatch(line); want != nil {
				marks = append(marks, mark{position{filepath.ToSlash(rel), i + 1}, strings.Split(want[1], "|")})
			}
		}
	}
	return marks, starts
}

// Gaps are the known exceptions. The key is "kind file function".
type gaps map[string]*gap

type gap struct {
	reason string
	used   bool
}

// readGaps reads testdata/gaps.txt, whose lines are
//
//	missed leaks/send/origin.go Closure: reason
//	wrong idioms/stops/fields.go Toggle: reason
//
// with empty lines and lines that start with # in between.
func readGaps(t *testing.T) gaps {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "gaps.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := gaps{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, reason, ok := strings.Cut(line, ": ")
		if !ok || reason == "" || len(strings.Fields(key)) != 3 || all[key] != nil {
			t.Fatalf("gaps.txt: want one line \"kind file function: reason\" for each, got %q", line)
		}
		all[key] = &gap{reason: reason}
	}
	return all
}

// use reports whether a gap explains p, and notes that it is still needed.
func (g gaps) use(kind, root string, p position) bool {
	_, file, _ := strings.Cut(p.File, "benchmarks/testdata/")
	known := g[fmt.Sprintf("%s %s %s", kind, file, functionAt(filepath.Join(root, p.File), p.Line))]
	if known != nil {
		known.used = true
	}
	return known != nil
}

// reportClosed fails the test for each gap that is none any more.
func (g gaps) reportClosed(t *testing.T) {
	for key, gap := range g {
		if !gap.used {
			t.Errorf("gaps.txt: %s is closed (%s): take it out of the list", key, gap.reason)
		}
	}
}

// testBench returns a bench with the tool built into a temporary folder.
func testBench(t *testing.T) *bench {
	t.Helper()
	longtest.Skip(t, "builds leaklint and runs go vet")
	work, err := realFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{out: t.Output(), log: t.Output(), work: work}
	cleanup, err := b.prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cleanup)
	return b
}
