package sendleak_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/leaktight/leaktight/cmd/leaklint/passes/sendleak"
)

// Test checks each flagged line of the fixtures and the near-misses beside it.
func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), sendleak.Analyzer, "a", "b")
}

// TestFix applies the suggested fixes and compares the result with the golden
// file, which TestFixRuns runs.
func TestFix(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), sendleak.Analyzer, "fix")
}

// TestFixRuns runs the program as it is and with its fixes applied: it exits
// with 1 when it leaves goroutines behind.
func TestFixRuns(t *testing.T) {
	for file, want := range map[string]int{"fix.go": 1, "fix.go.golden": 0} {
		text, err := os.ReadFile(filepath.Join("testdata", "src", "fix", file))
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
