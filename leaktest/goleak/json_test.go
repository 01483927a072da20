package goleak_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

const jsonTests = `package verdicts

import (
	"testing"

	"example.org/leaks"
)

func TestMain(m *testing.M) { leaks.VerifyTestMain(m) }

func TestClean(t *testing.T) {}

func TestLeaks(t *testing.T) { go func() { select {} }() }
`

// TestJSON: go test -json gives the leaking test, and no other, a last word of
// fail, which is before that of its package, and the report is in its output.
func TestJSON(t *testing.T) {
	longtest.Skip(t, "builds test binaries")
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), moduleFile(t, "verdicts.example"))
	packages := []string{"leaktest", "leaktest/goleak"}
	for _, p := range packages {
		text := strings.ReplaceAll(jsonTests, "example.org/leaks", "github.com/leaktight/leaktight/"+p)
		writeFile(t, filepath.Join(dir, filepath.Base(p), "verdicts_test.go"), strings.ReplaceAll(text, "leaks.Verify", filepath.Base(p)+".Verify"))
	}
	mustGo(t, dir, "mod", "tidy")
	for _, p := range packages {
		out, err := goCommand(dir, "", "test", "-json", "-count=1", "./"+filepath.Base(p))
		if err == nil {
			t.Errorf("%s: the package passes:\n%s", p, out)
		}
		words, report := verdictsOf(t, out)
		if want := []string{"pass TestClean", "pass TestLeaks", "fail TestLeaks", "fail "}; !slices.Equal(words, want) {
			t.Errorf("%s: %q, want %q:\n%s", p, words, want, out)
		}
		if !strings.Contains(report, "from TestLeaks or one of its subtests:\n") || !strings.Contains(report, "verdicts_test.go:13:") {
			t.Errorf("%s: the output of TestLeaks is\n%s", p, report)
		}
	}
}

// verdictsOf returns the passes and fails in the output of go test -json, and
// the output of TestLeaks.
func verdictsOf(t *testing.T, out string) (words []string, report string) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(out))
	for decoder.More() {
		var event struct{ Action, Test, Output string }
		if err := decoder.Decode(&event); err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		switch {
		case event.Action == "pass" || event.Action == "fail":
			words = append(words, event.Action+" "+event.Test)
		case event.Action == "output" && event.Test == "TestLeaks":
			report += event.Output
		}
	}
	return words, report
}
