package leaktest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// buildSuite compiles a package of testdata/suites into a test binary.
func buildSuite(t *testing.T, name string, flags ...string) string {
	t.Helper()
	longtest.Skip(t, "builds a test binary")
	binary := filepath.Join(t.TempDir(), name+".test.exe")
	args := append([]string{"test", "-c", "-o", binary}, flags...)
	cmd := exec.Command("go", append(args, "./testdata/suites/"+name)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "-race requires cgo") || strings.Contains(string(out), "-race is not supported") {
			t.Skipf("no race detector here: %s", out)
		}
		t.Fatalf("go test -c %s: %v\n%s", name, err, out)
	}
	return binary
}

// runSuite runs a test binary in a folder of its own, so that profiles go there.
func runSuite(t *testing.T, binary string, env []string, args ...string) (out string, code int) {
	t.Helper()
	return runSuiteIn(t, t.TempDir(), binary, env, args...)
}

// runSuiteIn runs a test binary as go test does when the folder is that of its
// package.
func runSuiteIn(t *testing.T, dir, binary string, env []string, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// everything runs all programs of the suite once, with little time for the
// benchmarks.
var everything = []string{"-test.bench=.", "-test.benchtime=2x"}

// TestCleanStaysClean runs the programs of every context with every flag of go
// test, without a leak: no word, exit code 0.
func TestCleanStaysClean(t *testing.T) {
	plain := buildSuite(t, "contexts")
	for _, flags := range [][]string{
		{},
		{"-test.v"},
		{"-test.v=test2json"},
		{"-test.cpuprofile=cpu.prof"},
		{"-test.memprofile=mem.prof", "-test.blockprofile=block.prof", "-test.mutexprofile=mutex.prof"},
		{"-test.trace=trace.out"},
		{"-test.count=3"},
		{"-test.shuffle=on"},
		{"-test.cpu=1,2,8"},
		{"-test.parallel=1"},
		{"-test.parallel=8"},
		{"-test.run=TestParallel"},
		{"-test.skip=TestHTTP"},
		{"-test.failfast"},
		{"-test.timeout=1m"},
		{"-test.artifacts"},
		{"-test.list=."},
	} {
		for _, env := range []string{"CHECK=", "CHECK=1"} {
			t.Run(env+strings.Join(flags, " "), func(t *testing.T) {
				t.Parallel()
				out, code := runSuite(t, plain, []string{env}, append(flags, everything...)...)
				if code != 0 || strings.Contains(out, "leaktest:") {
					t.Errorf("exit code %d, want 0 and no word of leaktest:\n%s", code, out)
				}
			})
		}
	}
}

// TestLeakingTwin makes one program leak at a time: the run fails and names it,
// with a Check in each test and with TestMain alone.
func TestLeakingTwin(t *testing.T) {
	plain := buildSuite(t, "contexts")
	for _, name := range []string{
		"TestPlain", "TestSubtests/a", "TestSubtests/b", "TestParallel", "TestNeighbor", "TestParallelSubtests/b",
		"BenchmarkLoop", "BenchmarkParallel", "FuzzBody", "Example", "TestSynctest", "TestSignal", "TestSQL", "TestHTTP",
	} {
		for _, env := range []string{"CHECK=", "CHECK=1"} {
			t.Run(env+name, func(t *testing.T) {
				t.Parallel()
				out, code := runSuite(t, plain, []string{env, "LEAK=" + name}, everything...)
				if code != 1 {
					t.Errorf("exit code %d, want 1:\n%s", code, out)
				}
				want := name + " left "
				if top, _, _ := strings.Cut(name, "/"); env == "CHECK=" || name == "Example" {
					want = fmt.Sprintf("from %s or one of its subtests:", top)
				} else if name == "FuzzBody" {
					want = "FuzzBody/seed#0 left "
				}
				if !strings.Contains(out, want) {
					t.Errorf("the report does not say %q:\n%s", want, out)
				}
				if env == "CHECK=1" && name != "Example" {
					wantOneFailure(t, out, name)
				}
			})
		}
	}
}

// wantOneFailure fails when a test other than the leaking one failed.
func wantOneFailure(t *testing.T, out, name string) {
	t.Helper()
	for line := range strings.Lines(out) {
		failed, ok := strings.CutPrefix(strings.TrimSpace(line), "--- FAIL: ")
		failed, _, _ = strings.Cut(failed, " ")
		failed, _, _ = strings.Cut(failed, "-") // BenchmarkLoop-2
		if ok && !strings.HasPrefix(name, failed) && !strings.HasPrefix(failed, name) {
			t.Errorf("%s failed, but only %s leaks:\n%s", failed, name, out)
		}
	}
}

// TestInstrumentedBuilds does the same for -cover and -race.
func TestInstrumentedBuilds(t *testing.T) {
	for _, flag := range []string{"-cover", "-race"} {
		t.Run(flag, func(t *testing.T) {
			t.Parallel()
			binary := buildSuite(t, "contexts", flag)
			if out, code := runSuite(t, binary, []string{"CHECK=1"}, everything...); code != 0 || strings.Contains(out, "leaktest:") {
				t.Errorf("clean: exit code %d, want 0 and no word of leaktest:\n%s", code, out)
			}
			if out, code := runSuite(t, binary, []string{"CHECK=1", "LEAK=TestParallel"}, everything...); code != 1 || !strings.Contains(out, "TestParallel left 1 goroutine behind") {
				t.Errorf("leaking: exit code %d, want 1 and a report on TestParallel:\n%s", code, out)
			}
		})
	}
}

// TestFuzzing runs the coordinator and its workers.
func TestFuzzing(t *testing.T) {
	longtest.Skip(t, "builds a test binary")
	for _, leak := range []string{"", "FuzzBody"} {
		t.Run("LEAK="+leak, func(t *testing.T) {
			cmd := exec.Command("go", "test", "-run=^$", "-fuzz=FuzzBody", "-fuzztime=30x", "-parallel=2", "./testdata/suites/contexts")
			cmd.Env = append(os.Environ(), "CHECK=1", "LEAK="+leak)
			out, err := cmd.CombinedOutput()
			if leaked := strings.Contains(string(out), "left 1 goroutine behind"); leaked != (leak != "") || (err != nil) != leaked {
				t.Errorf("leak reported: %v, error %v, want both only with a leak:\n%s", leaked, err, out)
			}
		})
	}
	t.Cleanup(func() { os.RemoveAll("testdata/suites/contexts/testdata") })
}
