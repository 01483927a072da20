package goleak_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A side is how one of the two packages takes a program of the suite sides.
type side struct {
	code int
	want []string // in this order
	not  []string
}

var (
	fails  = side{code: 1, want: []string{"found unexpected goroutines:"}}
	passes = side{code: 0, want: []string{"PASS\n"}, not: []string{"unexpected goroutines"}}
)

func failsWith(want ...string) side { return side{code: 1, want: want} }

// TestSideBySide runs programs that start and leave goroutines in the ways in
// which a test can, with go.uber.org/goleak and with this package.
func TestSideBySide(t *testing.T) {
	theirs, ours := buildSuite(t, "sides", "-tags=original"), buildSuite(t, "sides")
	for _, test := range []struct {
		name     string
		args     string
		main     bool // with VerifyTestMain
		original side
		ours     side
		reason   string
	}{
		{"clean test", "-test.run=^TestClean$", false, passes, passes, "nothing is left"},
		{"check in the middle", "-test.run=^TestMiddle$", false, fails, failsWith("left behind", "from TestMiddle\n", "--- FAIL: TestMiddle"), "what ends after a check in the middle was there at the check"},
		{"check in a literal in the middle", "-test.run=TestMiddleLiteral", false, fails, failsWith("1 left behind", "--- FAIL: TestMiddleLiteral"), "the literal ends before the test does"},
		{"check in a chain in the middle", "-test.run=TestMiddleChain", false, fails, failsWith("1 left behind", "--- FAIL: TestMiddleChain"), "its line begins with the brace of another literal"},
		{"check of several lines in the middle", "-test.run=TestMiddleLines", false, fails, failsWith("1 left behind", "--- FAIL: TestMiddleLines"), "options are handed over as a slice"},
		{"check before and in the middle", "-test.run=TestTwice", false, fails, failsWith("1 left behind", "--- FAIL: TestTwice"), "IgnoreCurrent is of when it is called"},
		{"check in a cleanup", "-test.run=TestInCleanup$", false, passes, passes, "cleanups that were registered later have closed it"},
		{"check in a cleanup, leak", "-test.run=TestInCleanupLeaks", false, fails, failsWith("1 left behind", "--- FAIL: TestInCleanupLeaks"), "nothing closes it"},
		{"check in a cleanup, too early", "-test.run=TestInCleanupTooEarly", false, fails, failsWith("1 left behind", "--- FAIL: TestInCleanupTooEarly"), "a check in a cleanup is about that moment"},
		{"ticker loop", "-test.run=TestTicker", false, fails, failsWith("1 left behind", "--- FAIL: TestTicker"), "a loop that goes on is a leak in any state"},
		{"runnable loop", "-test.run=TestSpins", false, fails, failsWith("1 left behind", "--- FAIL: TestSpins"), "a loop that goes on is a leak in any state"},
		{"ticker loop, main", "-test.run=TestTicker|TestSpins", true, fails, failsWith("--- FAIL: TestTicker", "--- FAIL: TestSpins"), "each test's own check fails"},
		{"options of a helper, top function", "-test.run=TestHandedOptions", false, passes, passes, "one of them matches"},
		{"options of a helper, any function", "-test.run=TestHandedAnyOptions", false, passes, passes, "one of them matches"},
		{"leak of an earlier test", "-test.run=TestEarlier|TestLater", false, fails, failsWith("--- PASS: TestEarlier", "left behind", "--- FAIL: TestLater"), "the check is absolute"},
		{"helper", "-test.run=TestHelper", false, fails, failsWith("sides_test.go:", "from TestHelper", "--- FAIL: TestHelper"), "a helper that is deferred is a deferred check"},

		{"busy neighbor", "-test.run=TestParallelBusy|TestParallelClean", false, fails, passes, "the neighbor is still running"},
		{"busy neighbor, leak", "-test.run=TestParallelBusy|TestParallelLeaks", false, fails, failsWith("1 left behind", "from TestParallelLeaks", "--- FAIL: TestParallelLeaks", "--- PASS: TestParallelBusy"), "the leak is the test's own"},
		{"busy neighbor, nested leak", "-test.run=TestParallelBusy|TestParallelNested", false, fails,
			side{0, []string{"1 goroutine is left out", "use VerifyTestMain"}, nil}, "it may be the neighbor's: nobody knows who started it"},
		{"busy neighbor, nested leak and owners", "-test.run=TestParallelBusy|TestParallelNested", true, fails, failsWith("1 left behind", "from TestParallelNested", "--- FAIL: TestParallelNested", "--- PASS: TestParallelBusy"), "with VerifyTestMain the owner is known"},
		{"busy subtest beside", "-test.run=TestSubtestsBusy", false, fails, passes, "the sibling is still running"},
		{"parallel subtest leaks", "-test.run=TestParentOfLeakingSubtests", false, passes, failsWith("1 left behind", "--- FAIL: TestParentOfLeakingSubtests"), "the subtest runs after the deferred check"},
		{"parallel subtest is clean", "-test.run=TestParentOfCleanSubtests", false, fails, passes, "the subtest is not over"},

		{"t.Fatal", "-test.run=TestFatal", false, fails, failsWith("a failure of its own", "1 left behind", "--- FAIL: TestFatal"), "the test's own message comes first"},
		{"t.Skip", "-test.run=TestSkip", false, failsWith("--- FAIL: TestSkip"), side{0, []string{"a reason to skip", "1 left behind", "--- SKIP: TestSkip"}, nil}, "a skipped test stays skipped"},
		{"t.Skip with VerifyTestMain", "-test.run=TestSkip", true, fails, failsWith("--- SKIP: TestSkip", "PASS\n", "goleak: Errors on successful test run: found unexpected goroutines: 1 left behind", "from TestSkip or one of its subtests"), "the package fails"},
		{"panic", "-test.run=TestPanic", false, side{2, []string{"panic: boom"}, nil}, side{2, []string{"1 left behind", "panic: boom"}, nil}, "the panic is what the process ends with"},

		{"closed by t.Cleanup", "-test.run=TestClosingCleanup", false, fails, passes, "cleanups come after deferred calls"},
		{"ended by t.Context", "-test.run=TestContext", false, fails, passes, "the context ends after deferred calls"},
		{"closed by a later deferred call", "-test.run=TestWrongOrder", false, fails, passes, "it is gone when the test is over"},
		{"leak with a t.Cleanup", "-test.run=TestForgettingCleanup", false, fails, failsWith("1 left behind", "from TestForgettingCleanup", "--- FAIL: TestForgettingCleanup"), "nothing closes it"},

		{"deep stack", "-test.run=TestDeep", false, side{2, []string{"panic: Failed to parse stack trace"}, nil}, failsWith("1 left behind", "frames elided by the runtime", "--- FAIL: TestDeep"), "a stack of more than 100 frames is cut by the runtime"},
		{"bubble", "-test.run=TestBubble", false, fails, passes, "the test waits for the bubble"},
		{"bubble, leak", "-test.run=TestLeakingBubble", false, side{2, []string{"unexpected goroutines", "deadlock: main bubble goroutine has exited"}, nil}, side{2, []string{"1 left behind", "deadlock: main bubble goroutine has exited"}, nil}, "synctest fails it, too"},

		{"benchmark", "-test.run=^$ -test.bench=Clean -test.benchtime=10x", false, fails, passes, "goroutines that run benchmarks are no leaks"},
		{"benchmark, leak", "-test.run=^$ -test.bench=Leaks -test.benchtime=10x", false, fails, failsWith("left behind", "started by sides.start", "--- FAIL: BenchmarkLeaks"), "the leak is the benchmark's"},
		{"fuzz target", "-test.run=FuzzClean", false, fails, passes, "goroutines that run fuzz targets are no leaks"},
		{"fuzz target, leak", "-test.run=FuzzLeaks", false, fails, failsWith("1 left behind", "from FuzzLeaks/seed#0", "--- FAIL: FuzzLeaks"), "the leak is the target's"},
		{"example", "-test.run=Example_clean", false, fails, passes, "the goroutine that captures the output is no leak"},
		{"example, leak", "-test.run=Example_leaks", false, passes, passes, "Find returns it"},
		{"trace of one's own", "-test.run=TestTrace", false, passes, passes, "the goroutine that reads the trace is no leak, whoever started it"},
		{"profiles", "-test.run=^TestClean$ -test.cpuprofile=cpu.prof -test.trace=trace.out", false, fails, passes, "profiles that package testing writes are no leaks"},

		{"main, clean", "-test.run=^TestClean$", true, passes, passes, "nothing is left"},
		{"main, leak", "-test.run=TestEarlier", true, failsWith("PASS\n", "goleak: Errors on successful test run: found unexpected goroutines:"), failsWith("PASS\n", "goleak: Errors on successful test run: found unexpected goroutines: 1 left behind", "from TestEarlier or one of its subtests:"), "the report names the test"},
		{"main, failed run", "-test.run=TestFails", true, side{1, []string{"FAIL\n"}, []string{"unexpected"}}, side{1, []string{"FAIL\n", "goleak: the tests failed; for information: found unexpected goroutines: 1 left behind", "from TestFails"}, []string{"goleak: Errors"}}, "leaks are listed, too"},
		{"main, example", "-test.run=Example_leaks", true, fails, failsWith("PASS\n", "1 left behind", "from Example_leaks"), "the report names the example"},
		{"main, benchmark", "-test.run=^$ -test.bench=Clean -test.benchtime=10x", true, fails, passes, "goroutines that run benchmarks are no leaks"},
		{"main, frames", "-test.run=TestFrames", true, passes, passes, "nothing stands between a test and package testing"},
		{"main, list", "-test.list=.", true, side{0, []string{"TestClean"}, nil}, side{0, []string{"TestClean"}, []string{"unexpected"}}, "no test runs"},
		{"main, no ignores", "-test.run=^TestClean$", true, passes, side{0, []string{"PASS\n"}, []string{"goleak:"}}, "nothing that the user did not write is named as unused"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.reason == "" {
				t.Error("no reason is given")
			}
			test.original.check(t, "original", theirs, test.args, test.main)
			test.ours.check(t, "ours", ours, test.args, test.main)
		})
	}
}

func (s side) check(t *testing.T, name, binary, args string, main bool) {
	t.Helper()
	cmd := exec.Command(binary, append(strings.Fields(args), "-test.v", "-test.parallel=8")...)
	cmd.Dir = t.TempDir()
	cmd.Env = os.Environ()
	if main {
		cmd.Env = append(cmd.Env, "SIDES_MAIN=1")
	}
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	text := string(out)
	if code := cmd.ProcessState.ExitCode(); code != s.code {
		t.Errorf("%s: exit code %d, want %d\n%s", name, code, s.code, text)
	}
	rest := text
	for _, want := range s.want {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Errorf("%s: the output lacks %q, or has it too early:\n%s", name, want, text)
			return
		}
		rest = after
	}
	for _, not := range s.not {
		if strings.Contains(text, not) {
			t.Errorf("%s: the output has %q:\n%s", name, not, text)
		}
	}
}
