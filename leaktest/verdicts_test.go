package leaktest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// A suiteRun is a run of a suite of testdata, and what is right for it.
type suiteRun struct {
	name  string
	suite string
	env   []string
	args  string
	red   []string // the tests that fail, with those that they are subtests of
	code  int
	says  []string // what the output has
	never []string // what it does not have
}

// suiteRuns are of suites in which a check once said the wrong thing, and others like
// them.
var suiteRuns = []suiteRun{
	{name: "labels", suite: "labels", code: 1, red: []string{
		"TestAfterDo", "TestAfterDoParallel", "TestContextInside", "TestControl", "TestFortyAfterDo", "TestFortyParallel",
		"TestInTheGoroutine", "TestInsideTwo", "TestSubtests", "TestSubtests/leaks",
	}, says: []string{
		"TestAfterDo left 1 goroutine", "TestInsideTwo left 1 goroutine", "TestInTheGoroutine left 2 goroutines",
		"TestFortyAfterDo left 40 goroutines", "TestFortyParallel left 40 goroutines",
	}},
	{name: "label of a benchmark", suite: "labels", args: "-test.run=^$ -test.bench=. -test.benchtime=1x", code: 1, red: []string{"BenchmarkAfterDo"}},
	{name: "ends by time", suite: "bytime", args: "-test.parallel=64", never: []string{"garbage collector"}},
	{name: "ends after a second", suite: "slowenders", args: "-test.parallel=64"},
	{name: "another type's Do", suite: "doonce", code: 1, red: []string{"TestDo", "TestExec"}, says: []string{"TestDo left 2 goroutines"}},
	{name: "ended by a finalizer", suite: "finalizers", code: 1, red: []string{"TestCheckCleanupDropped", "TestCheckProveCleanupDropped"}, says: []string{
		"the tests failed, and they left 5 goroutines", "from TestCleanupDropped ", "from TestCleanupHeld ", "from TestFinalizerDropped ", "from TestStuck ", "from TestTimerHolds ",
		"hint: only the garbage collector ended it",
	}},
	{name: "inner benchmark in a test with a Check", suite: "innerbench", args: "-test.run=InnerBenchmark", code: 1, red: []string{"TestInnerBenchmarkLeak"}, says: []string{
		"leaktest: TestInnerBenchmarkLeak left ", "innerbench_test.go:123:15: ",
	}},
	{name: "inner benchmark in a test without", suite: "innerbench", args: "-test.run=^TestNobodyLooks$", says: []string{
		"leaktest: a benchmark of testing.Benchmark left ", "leakInside.func1.1",
	}},
	{name: "inner benchmark with VerifyTestMain", suite: "innerbench", env: []string{"MODE=suite"}, args: "-test.run=^TestNobodyLooks$", code: 1, says: []string{
		"from TestNobodyLooks or one of its subtests:", "leakInside.func1.1",
	}, never: []string{"reported above"}},
	{name: "inner benchmark with the drop-in", suite: "innerbench", env: []string{"MODE=goleakmain"}, args: "-test.run=^TestNobodyLooks$", code: 1, says: []string{
		"from TestNobodyLooks or one of its subtests:", "leakInside.func1.1",
	}, never: []string{"reported above"}},
}

// TestEndsInAChain: goroutines that end one after the other, the last after the bound,
// may be reported, but not as if nothing had moved.
func TestEndsInAChain(t *testing.T) {
	out, _ := runSuite(t, buildSuite(t, "chain"), nil)
	if reports := strings.Count(out, " behind (still running)\n"); strings.Count(out, "they were still ending: ") != reports || strings.Contains(out, "garbage collector") {
		t.Errorf("%d reports, want each to say that goroutines were still ending:\n%s", reports, out)
	}
}

// TestShared: whoever comes first is told what several tests share.
func TestShared(t *testing.T) {
	binary := buildSuite(t, "shared")
	for run, want := range map[string]string{
		"TestFirst|TestSecond": "shared: client at leaktest/testdata/suites/shared/shared_test.go:15 is a variable of the package, which TestFirst and TestSecond use;",
		"TestPool":             "shared: queue at leaktest/testdata/suites/shared/shared_test.go:39 is a variable of the package, which TestPool1 and TestPool2 use;",
		"TestKeeper":           "shared: keeper at leaktest/testdata/suites/shared/keeper_test.go:13 is a variable of the package, which TestKeeper1 and TestKeeper2 use;",
		"TestAlone":            "",
		"TestInTheTest":        "",
	} {
		t.Run(run, func(t *testing.T) {
			t.Parallel()
			out, code := runSuiteIn(t, "testdata/suites/shared", binary, nil, "-test.run="+run)
			if code != 1 || strings.Contains(out, "shared: ") != (want != "") || !strings.Contains(out, want) {
				t.Errorf("exit code %d, want 1 and %q:\n%s", code, want, out)
			}
		})
	}
}

// TestOutside: what waits for something that is not Go is shown where the program
// calls it, with words that fit, and built with -trimpath at the same place.
func TestOutside(t *testing.T) {
	if out, err := exec.Command("go", "env", "CGO_ENABLED").Output(); err != nil || strings.TrimSpace(string(out)) != "1" {
		t.Skip("no cgo here")
	}
	for _, flags := range [][]string{nil, {"-trimpath"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			t.Parallel()
			out, code := runSuiteIn(t, "testdata/suites/outside", buildSuite(t, "outside", flags...), nil)
			if code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			wantLines(t, out,
				"leaktest/testdata/suites/outside/c.go:35:3: still in a function of C, C.block, outside.inC.func1\n", "           35 |     C.block()\n",
				"hint: nothing in Go can end a function of C: give C.block a way to return, and use it\n",
				"leaktest/testdata/suites/outside/c.go:30:2: still waiting in a channel receive, outside.calledFromC\n",
				"hint: the command has ended, and a process that it started still holds its input or output: set WaitDelay on the exec.Cmd",
				"leaktest/testdata/suites/outside/outside_test.go:37:3: still waiting in a channel receive, outside.TestPlain.func1\n", "           37 |     <-make(chan int)\n",
			)
			if strings.Contains(out, "_cgo_gotypes.go") {
				t.Errorf("a position is in a file that cgo writes:\n%s", out)
			}
		})
	}
}

// processors are the numbers of them that each suite is run on.
var processors = []string{"GOMAXPROCS=1", "GOMAXPROCS=2", "GOMAXPROCS=8"}

// TestVerdicts runs the suites: those tests fail that have to, and no other.
func TestVerdicts(t *testing.T) {
	binaries := make(map[string]string)
	for _, p := range suiteRuns {
		if binaries[p.suite] == "" {
			binaries[p.suite] = buildSuite(t, p.suite)
		}
		for _, procs := range processors {
			t.Run(p.name+" "+procs, func(t *testing.T) {
				t.Parallel()
				out, code := runSuite(t, binaries[p.suite], append(slices.Clip(p.env), procs), strings.Fields(p.args)...)
				p.check(t, out, code)
			})
		}
	}
}

func (p *suiteRun) check(t *testing.T, out string, code int) {
	t.Helper()
	if code != p.code {
		t.Errorf("exit code %d, want %d", code, p.code)
	}
	if got := failures(out); !slices.Equal(got, p.red) {
		t.Errorf("%q failed, want %q", got, p.red)
	}
	wantLines(t, out, p.says...)
	for _, text := range p.never {
		if strings.Contains(out, text) {
			t.Errorf("the output has %q", text)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

var failLine = regexp.MustCompile(`(?m)^\s*--- FAIL: ([^\s(]+?)(?:-\d+)?(?: \(|$)`)

// failures returns the names of the tests that failed, sorted.
func failures(out string) []string {
	var names []string
	for _, m := range failLine.FindAllStringSubmatch(out, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// buildRunner compiles a package of testdata/runners, a module of its own, into a
// test binary.
func buildRunner(t *testing.T, name string) string {
	t.Helper()
	longtest.Skip(t, "builds a test binary")
	if _, err := os.Stat("testdata/runners/go.mod"); err != nil {
		t.Fatal(err)
	}
	if out, err := goInRunners("mod", "download").CombinedOutput(); err != nil {
		t.Skipf("the runners cannot be had: %v\n%s", err, out)
	}
	binary := filepath.Join(t.TempDir(), name+".test.exe")
	if out, err := goInRunners("test", "-c", "-o", binary, "./"+name).CombinedOutput(); err != nil {
		t.Fatalf("go test -c %s: %v\n%s", name, err, out)
	}
	return binary
}

func goInRunners(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = "testdata/runners"
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	return cmd
}

var (
	ginkgoFailed  = regexp.MustCompile(`(?m)^  \[FAIL\] (.*)$`)
	ginkgoSpec    = regexp.MustCompile(` \[[^\]]+\]`)
	gocheckFailed = regexp.MustCompile(`(?m)^(?:FAIL|PANIC): \S+ (\S+)$`)
)

// TestGinkgo: a Check in any node of a spec finds what the spec leaves, is told in
// the file of the spec, and ends nobody else's spec.
func TestGinkgo(t *testing.T) {
	for name, want := range map[string]int{"ginkgo": 5, "ginkgonodes": 13} {
		binary := buildRunner(t, name)
		for _, env := range append(slices.Clone(processors), "MAIN=1") {
			t.Run(name+" "+env, func(t *testing.T) {
				t.Parallel()
				out, code := runSuite(t, binary, []string{env}, "-ginkgo.no-color")
				failed := ginkgoFailed.FindAllStringSubmatch(out, -1)
				if code != 1 || len(failed) != want || strings.Contains(out, "Aborted") {
					t.Errorf("exit code %d and %d failed specs, want 1 and %d:\n%s", code, len(failed), want, out)
				}
				for _, m := range failed {
					if spec := ginkgoSpec.ReplaceAllString(m[1], ""); !strings.Contains(spec, "leak") {
						t.Errorf("%q failed:\n%s", spec, out)
					}
				}
				if strings.Contains(out, "reflect/value.go") || strings.Contains(out, "/check.go") {
					t.Errorf("a failure is not located in the spec's file:\n%s", out)
				}
			})
		}
	}
}

// TestGocheck: a Check in SetUpTest or SetUpSuite finds what the tests leave.
func TestGocheck(t *testing.T) {
	out, code := runSuite(t, buildRunner(t, "gocheck"), nil)
	var failed []string
	for _, m := range gocheckFailed.FindAllStringSubmatch(out, -1) {
		failed = append(failed, m[1])
	}
	slices.Sort(failed)
	if want := []string{"D.TestLeakDefer", "S.TearDownTest", "S.TestLeak", "U.TearDownSuite"}; code != 1 || !slices.Equal(failed, want) {
		t.Errorf("exit code %d, %q failed, want 1 and %q:\n%s", code, failed, want, out)
	}
	wantLines(t, out, "leaktest: S.TestLeak left 1 goroutine behind", "leaktest: D.TestLeakDefer left 1 goroutine behind")
}

// TestTestify: a Check in SetupTest or SetupSuite finds what the methods leave. With
// the T of another method it finds nothing and says so.
func TestTestify(t *testing.T) {
	out, code := runSuite(t, buildRunner(t, "testify"), nil, "-test.v", "-test.parallel=8")
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, name := range failures(out) {
		top, method, _ := strings.Cut(name, "/")
		if method != "" && !strings.HasPrefix(method, "TestLeak") && top != "TestLone" {
			t.Errorf("%s failed:\n%s", name, out)
		}
	}
	for _, name := range []string{
		"TestSetup/TestLeak", "TestSetup/TestLeakInSubtest", "TestTeardown/TestLeak", "TestLeakOfTheSuite", "TestOwn/TestLeak", "TestEmbedded/TestLeak",
	} {
		wantLines(t, out, "leaktest: "+name+" left 1 goroutine behind")
	}
	wantLines(t, out, "leaktest: Check was called in another goroutine than that of TestLone", "1 goroutine left where it was called:\n")
}
