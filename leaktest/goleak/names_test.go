package goleak_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestNames: VerifyTestMain names the test that left something behind, with
// every flag that chooses or orders tests, and puts no frame around any.
func TestNames(t *testing.T) {
	binary := buildSuite(t, "names")
	for _, name := range []string{
		"", "TestFirst", "TestSubtests/b", "TestParallel", "TestBeside", "TestNamesake", "TestLast", "TestChecked",
		"BenchmarkFirst", "BenchmarkSecond", "FuzzFirst", "Example_first",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantNamed(t, binary, name)
		})
	}
	for _, flags := range []string{
		"-test.v",
		"-test.run=.",
		"-test.run=(Test|Fuzz|Example)",
		"-test.skip=Nothing",
		"-test.skip=TestSubtests/c|Nothing/at/all",
		"-test.run=. -test.skip=TestSubtests/c",
		"-test.count=2",
		"-test.shuffle=on",
		"-test.cpu=1,2",
		"-test.parallel=1",
		"-test.failfast",
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			for _, name := range []string{"", "TestSubtests/b", "TestLast"} {
				wantNamed(t, binary, name, strings.Fields(flags)...)
			}
		})
	}
}

// wantNamed lets the test of a name leak, or none.
func wantNamed(t *testing.T, binary, name string, flags ...string) {
	t.Helper()
	out, code := runSuite(t, binary, "LEAK="+name, append(flags, "-test.bench=.", "-test.benchtime=1x")...)
	if name == "" {
		if code != 0 || strings.Contains(out, "goleak:") {
			t.Errorf("exit code %d, want 0 and no word of goleak:\n%s", code, out)
		}
		return
	}
	top, _, _ := strings.Cut(name, "/")
	if code != 1 || !strings.Contains(out, "from "+top+" or one of its subtests:") || strings.Count(out, "\n    from ") != 1 {
		t.Errorf("exit code %d, want 1 and %s alone as owner:\n%s", code, top, out)
	}
}

// TestNamesRace does the same in a build with the race detector.
func TestNamesRace(t *testing.T) {
	binary := buildSuite(t, "names", "-race")
	for _, name := range []string{"", "TestParallel"} {
		wantNamed(t, binary, name)
	}
}

// TestNamesAfter: when the tests are through, nothing is left of what names them.
func TestNamesAfter(t *testing.T) {
	binary := buildSuite(t, "names")
	for _, skip := range []string{"", "TestFirst|TestSubtests/a"} {
		out, code := runSuite(t, binary, "", "-test.skip="+skip)
		if code != 0 || !strings.Contains(out, "after: "+skip+"\n") || strings.Count(out, "owner after: \n") != 1 || strings.Count(out, "owner after: ") != 1 {
			t.Errorf("exit code %d, want -test.skip as it was and one goroutine of no owner:\n%s", code, out)
		}
		if out, _ = runSuite(t, binary, "", "-test.skip="+skip, "-test.v", "-test.run=TestFirst|TestSubtests"); strings.Contains(out, "=== RUN   TestFirst") == (skip != "") {
			t.Errorf("-test.skip=%s:\n%s", skip, out)
		}
	}
	if out, code := runSuite(t, binary, "", "-test.skip=("); code != 1 || !strings.Contains(out, "invalid regexp for ") {
		t.Errorf("exit code %d, want package testing's own message:\n%s", code, out)
	}
}

// TestNamesFuzzing: of several fuzz targets the one that is fuzzed runs.
func TestNamesFuzzing(t *testing.T) {
	binary := buildSuite(t, "names")
	out, code := runSuite(t, binary, "LEAK=", "-test.run=^$", "-test.fuzz=FuzzFirst", "-test.fuzztime=20x", "-test.parallel=2", "-test.fuzzcachedir="+t.TempDir())
	if code != 0 || strings.Contains(out, "goleak:") {
		t.Errorf("exit code %d, want 0 and no word of goleak:\n%s", code, out)
	}
}

// runSuite runs a test binary in a folder of its own.
func runSuite(t *testing.T, binary, env string, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = os.Environ()
	if env != "" {
		cmd.Env = append(cmd.Env, env)
	}
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// buildSuite compiles a package of testdata/suites into a test binary.
func buildSuite(t *testing.T, name string, flags ...string) string {
	t.Helper()
	longtest.Skip(t, "builds test binaries")
	binary := filepath.Join(t.TempDir(), name+".test.exe")
	args := append([]string{"test", "-c", "-o", binary}, flags...)
	if out, err := exec.Command("go", append(args, "./testdata/suites/"+name)...).CombinedOutput(); err != nil {
		if strings.Contains(string(out), "-race requires cgo") || strings.Contains(string(out), "-race is not supported") {
			t.Skipf("no race detector here: %s", out)
		}
		t.Fatalf("go test -c %s: %v\n%s", name, err, out)
	}
	return binary
}
