package leaktest_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestHeldMemory runs the suite holds, whose leaks hold 5 MB each. Each test is found to
// leak, whatever there is to say of the memory.
func TestHeldMemory(t *testing.T) {
	binary := buildSuite(t, "holds")
	for _, test := range []struct {
		name, main, args string
		want             string
		not              string
	}{
		{"five", "", "-test.run=TestFive", `they hold about 25\.[01] MB that nothing else refers to`, ""},
		{"of another size, by a flag", "", "-test.run=TestFive -size=2000000", `they hold about 10\.[01] MB`, ""},
		{"five, by VerifyTestMain", "main", "-test.run=TestFive", `(?s)left 5 goroutines behind.*they hold about 25\.[01] MB`, ""},
		{"what a variable refers to as well", "", "-test.run=TestShared", `holds about [\d.]+ kB that nothing else`, ""},
		{"what two leaks refer to", "", "-test.run=TestJoint", `together they hold about 5\.0 MB more`, "holds about 5"},
		{"a subtest among equals", "", "-test.run=TestIn", `TestIn/a_\(b#01 left 1 goroutine(?s:.*)holds about 5\.0 MB`, ""},
		{"parallel subtests", "", "-test.run=TestParallel", `(?s)^(.*holds about (5|10|15)\.0 MB){3}`, "no figure"},
		{"parallel subtests, by VerifyTestMain", "main", "-test.run=TestParallel", `they hold about 30\.0 MB`, ""},
		{"beside the leak profile", "", "-test.run=TestProven", `holds about 5\.0 MB`, ""},
		{"a second run without the leak", "", "-test.run=TestFirst", `no figure for TestFirst: a second run of the test left nothing behind`, "hold about"},
		{"a second run with another leak", "", "-test.run=TestElsewhere", `no figure for 1 of the 1 leak of TestElsewhere: a second run left nothing in the same place`, "holds about"},
		{"a second run that panics", "", "-test.run=TestDies", `no figure for TestDies: a second run of the test ended early \(exit status 2\): panic: only once`, "holds about"},
		{"what the child is asked is not in its environment", "", "-test.run=TestEnvironment", `holds about \d\.\d kB`, ""},
		{"the folder where the tests began", "", "-test.run=TestFolder", `holds about 5\.0 MB`, ""},
		{"a benchmark", "", "-test.run=^$ -test.bench=Leak -test.benchtime=1x", `no figure for BenchmarkLeak: only tests of package testing are run once more`, "holds about"},
		{"a benchmark, by VerifyTestMain", "main", "-test.run=^$ -test.bench=Leak -test.benchtime=1x", `no figure for BenchmarkLeak: benchmarks are not run once more`, "holds about"},
		{"not a second run too many", "", "-test.run=TestFive -test.count=11", `no figure for TestFive: 10 tests of this process were run once more, which is the limit`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			mark, temporary := filepath.Join(dir, "mark"), filepath.Join(dir, "temporary")
			if err := errors.Join(os.WriteFile(mark, nil, 0o666), os.WriteFile(filepath.Join(dir, "start"), nil, 0o666), os.Mkdir(temporary, 0o777)); err != nil {
				t.Fatal(err)
			}
			out, code := runSuiteIn(t, dir, binary, []string{"MAIN=" + test.main, "MARK=" + mark, "TMPDIR=" + temporary, "TMP=" + temporary}, strings.Fields(test.args)...)
			if code == 0 {
				t.Error("the exit code is 0")
			}
			if !regexp.MustCompile(test.want).MatchString(out) || test.not != "" && strings.Contains(out, test.not) {
				t.Errorf("want %q, and not %q:\n%s", test.want, test.not, out)
			}
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("left in the folder for temporary files: %v, %v", left, err)
			}
		})
	}
}
