// Package fixtest tests suggested fixes by what they are for: a program that
// leaves goroutines behind leaves none once they are applied.
package fixtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// Run applies the fixes that the analyzer suggests for the program
// testdata/src/fix/fix.go and compares the result with fix.go.golden beside it.
// Then it runs both: a program exits with 1 when it leaves goroutines behind, so
// the first must do that, and the second must exit with 0.
func Run(t *testing.T, a *analysis.Analyzer) {
	t.Helper()
	testdata := analysistest.TestData()
	analysistest.RunWithSuggestedFixes(t, testdata, a, "fix")
	for file, want := range map[string]int{"fix.go": 1, "fix.go.golden": 0} {
		text, err := os.ReadFile(filepath.Join(testdata, "src", "fix", file))
		if err != nil {
			t.Fatal(err)
		}
		program := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(program, text, 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "go", "run", program)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatalf("%s: %v", file, err)
		}
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("%s: exit code %d, want %d\n%s", file, got, want, out)
		}
	}
}
