package main

import (
	"bytes"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/report"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// mends stands for a check whose fixes are wrong: it reports each call of mend, and
// suggests to write the string that this is called with in place of the call.
var mends = report.New("mends", "call of mend", "https://example.com", func(pass *analysis.Pass, r *report.Reporter) error {
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			name, isName := call.Fun.(*ast.Ident)
			text, isText := call.Args[0].(*ast.BasicLit)
			if isName && isText && name.Name == "mend" {
				r.Report(report.Finding{
					Pos:     call.Pos(),
					Message: "mend is called with " + text.Value,
					Fixes: []analysis.SuggestedFix{{
						Message:   "Mend it",
						TextEdits: []analysis.TextEdit{{Pos: call.Pos(), End: call.End(), NewText: []byte(strings.Trim(text.Value, "`"))}},
					}},
				})
			}
			return true
		})
	}
	return nil
})

// leastFixes is how many places of the fixtures get a fix. With fewer, the test
// below has not looked.
const leastFixes = 50

// TestFixesMend pins that no fix is offered that leaves its finding, makes
// another check speak up, or does not compile: leaklint -diff analyzes what each
// fix of each fixture makes of it, and says what it leaves for one of these reasons.
func TestFixesMend(t *testing.T) {
	longtest.Skip(t, "analyzes all fixtures, and what each of their fixes makes of them")
	fixtures, err := filepath.Glob("passes/*/testdata")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("%d fixtures: %v", len(fixtures), err)
	}
	fixes := 0
	for _, dir := range fixtures {
		path, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		fixes += diffs(t, filepath.Join(path, "src"), "GO111MODULE=off", "GOPATH="+path)
	}
	fixes += diffs(t, "../../examples")
	if fixes < leastFixes {
		t.Errorf("%d fixes in all fixtures, want %d at least", fixes, leastFixes)
	}
}

// diffs returns how many places leaklint -diff changes below a folder, and fails
// where a fix leaves its finding.
func diffs(t *testing.T, dir string, env ...string) int {
	t.Helper()
	cmd := exec.Command("leaklint", "-diff", "-advice", "-test-files", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == 1 {
		t.Errorf("%s: %v\n%s", dir, err, stderr.String())
	}
	for line := range strings.Lines(stderr.String()) {
		for _, reason := range []string{"would not compile", "would then report", "not together", "does not fit", "would be lost"} {
			if strings.Contains(line, reason) {
				t.Errorf("%s: a fix is offered that does not remove its finding: %s", dir, line)
			}
		}
	}
	return strings.Count(stdout.String(), "\n@@ ")
}
