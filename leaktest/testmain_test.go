package leaktest_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

// TestVerifyTestMain runs the programs of the suite mains, and looks at the exit
// code and at what is said, in this order, and what is not.
func TestVerifyTestMain(t *testing.T) {
	binary := buildSuite(t, "mains")
	for _, test := range []struct {
		name string
		main string // options of VerifyTestMain
		args string
		code int
		want []string
		not  []string
	}{
		{name: "clean, beside a goroutine of before", args: "-test.run=^$", code: 0, want: []string{"PASS\n"}, not: []string{"leaktest:"}},
		{name: "leak", args: "-test.run=TestLeaks", code: 1,
			want: []string{"PASS\nleaktest: the tests left 1 goroutine behind", "  from TestLeaks or one of its subtests:\n", "mains_test.go:", "mains.block", "started by mains.start at "}},
		{name: "leak with -v fails its test by name", args: "-test.run=TestLeaks|TestAfterFunc -test.v", code: 1,
			want: []string{"--- PASS: TestLeaks (", "PASS\nleaktest: the tests left 2 goroutines behind", "\n  from no test that is known",
				"\n=== NAME  TestLeaks\n  from TestLeaks or one of its subtests:\n", "\n--- FAIL: TestLeaks (0.00s)\n=== NAME  \n  meant to live on?", "\nFAIL\n"}, not: []string{"FAIL: TestAfterFunc"}},
		{name: "leak with -json fails its test by name", args: "-test.run=TestLeaks -test.v=test2json", code: 1,
			want: []string{"\x16--- PASS: TestLeaks (", "\x16PASS\n", "\n\x16=== NAME  TestLeaks\n", "\n\x16--- FAIL: TestLeaks (0.00s)\n\x16=== NAME  \n", "\n\x16FAIL\n"}},
		{name: "failed run fails no other test", args: "-test.run=TestLeaks|TestFails -test.v", code: 1,
			want: []string{"--- FAIL: TestFails", "from TestLeaks"}, not: []string{"FAIL: TestLeaks", "=== NAME  TestLeaks"}},
		{name: "leak of an unknown M", main: "unknown", args: "-test.run=TestLeaks", code: 1,
			want: []string{"leaktest: the tests left 1 goroutine behind", "from no test that is known"}, not: []string{"TestLeaks"}},
		{name: "hidden M adds no frame", main: "hidden", args: "-test.run=TestFrames", code: 0, want: []string{"PASS\n"}},
		{name: "failed run lists leaks and keeps its code", args: "-test.run=TestLeaks|TestFails", code: 1,
			want: []string{"a failure of its own", "FAIL\nleaktest: the tests failed, and they left 1 goroutine behind", "from TestLeaks"}},
		{name: "failed test", args: "-test.run=TestFatal", code: 1,
			want: []string{"a failure of its own", "leaktest: TestFatal left 1 goroutine behind", "leaktest: the tests failed, and they left 1 goroutine behind", "; 1 of them reported above by a Check\n"}},
		{name: "checked", args: "-test.run=TestChecked", code: 1,
			want: []string{"leaktest: TestChecked left 1 goroutine behind", "1 of them reported above by a Check\n"}, not: []string{"from TestChecked or"}},
		{name: "skipped test keeps its outcome", args: "-test.run=TestSkips -test.v", code: 0,
			want: []string{"leaktest: TestSkips was skipped and left 1 goroutine behind", "--- SKIP: TestSkips", "PASS\n", "; 1 of them by tests that were skipped, which fails nothing\n", "from TestSkips or one of its subtests"}, not: []string{"FAIL"}},
		{name: "skipped test without a Check", args: "-test.run=TestLonelySkip -test.v", code: 0,
			want: []string{"--- SKIP: TestLonelySkip", "PASS\n", "; 1 of them by tests that were skipped, which fails nothing\n", "from TestLonelySkip or one of its subtests"}, not: []string{"FAIL"}},
		{name: "skipped subtest with a Check", args: "-test.run=TestInSubtestSkips -test.v", code: 0,
			want: []string{"leaktest: TestInSubtestSkips/sub was skipped and left 1 goroutine behind", "PASS\n", "; 1 of them by tests that were skipped, which fails nothing\n"}, not: []string{"FAIL"}},
		{name: "skipped test beside one that leaks", args: "-test.run=TestLonelySkip|TestLeaks -test.v", code: 1,
			want: []string{"PASS\n", "; 1 of them by tests that were skipped, which fails nothing\n", "--- FAIL: TestLeaks", "FAIL"}, not: []string{"FAIL: TestLonelySkip"}},
		{name: "panicking test keeps its message", args: "-test.run=TestPanics -test.v", code: 2,
			want: []string{"leaktest: TestPanics panics, see below; it also left 1 goroutine behind", "panic: boom"}},
		{name: "AfterFunc fails no test", args: "-test.run=TestAfterFunc -test.v", code: 1,
			want: []string{"--- PASS: TestAfterFunc", "leaktest: the tests left 1 goroutine behind", "from no test that is known", "started by a time.AfterFunc\n", "IgnoreAnyFunction("}},
		{name: "finalizer fails no test", args: "-test.run=TestFinalizer -test.v", code: 1,
			want: []string{"--- PASS: TestFinalizer", "from no test that is known", "mains.block"}},
		{name: "replaced labels", args: "-test.run=TestReplacedLabels", code: 1,
			want: []string{"leaktest: the tests left 2 goroutines behind", "from TestReplacedLabels or one of its subtests"}, not: []string{"no test"}},
		{name: "deep stack", args: "-test.run=TestDeep", code: 1,
			want: []string{"leaktest: TestDeep left 1 goroutine behind", "mains.block", " frames elided by the runtime"}},
		{name: "cleanup", main: "cleanup", args: "-test.run=TestLeaks", code: 41,
			want: []string{"leaktest: the tests left 1 goroutine behind (still running)\n", "cleanup with 1\n"}},
		{name: "ignore", main: "ignore", args: "-test.run=TestLeaks -test.v", code: 0,
			want: []string{"PASS\n", "leaktest: IgnoreCreatedBy(\"github.com/leaktight/leaktight/leaktest/testdata/suites/mains.start\") hid 1 goroutine\n"}, not: []string{"behind"}},
		{name: "ignore holds for a Check", main: "ignore", args: "-test.run=TestChecked -test.v", code: 0,
			want: []string{"PASS\n", "mains.start\") hid 1 goroutine\n"}, not: []string{"behind"}},
		{name: "daemon", main: "daemon", args: "-test.run=TestLeaks|TestChecked -test.v", code: 0,
			want: []string{"PASS\n", "leaktest: RegisterDaemon(\"github.com/leaktight/leaktight/leaktest/testdata/suites/mains.start\") hid 2 goroutines\n"}, not: []string{"behind"}},
		{name: "daemon that nobody starts", main: "daemon", args: "-test.run=TestOtherLeak -test.v", code: 1,
			want: []string{"left 1 goroutine behind", "mains.start\") matched nothing in this run; remove it, or check the name\n"}},
		{name: "unused ignore", main: "ignore", args: "-test.run=^$ -test.v", code: 0,
			want: []string{`leaktest: IgnoreCreatedBy("github.com/leaktight/leaktight/leaktest/testdata/suites/mains.start") matched nothing in this run; remove it, or check the name`}},
		{name: "broad ignore", main: "broad", args: "-test.run=TestLeaks|TestOtherLeak -test.v", code: 0,
			want: []string{`mains.block") hides goroutines of 2 creators: github.com/leaktight/leaktight/leaktest/testdata/suites/mains.start, github.com/leaktight/leaktight/leaktest/testdata/suites/mains.startOther; it hid 2 goroutines; IgnoreCreatedBy names the one that you mean`}},
		{name: "misuse", main: "misuse", args: "-test.run=TestLeaks", code: 1,
			want: []string{`leaktest: IgnoreTopFunction("time.Sleep") would hide every sleeping goroutine, yours included`}},
		{name: "count names each run once", args: "-test.run=TestLeaks -test.count=3", code: 1,
			want: []string{"leaktest: the tests left 3 goroutines behind", "from TestLeaks or one of its subtests:\n", ": 3 goroutines "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out, code := runSuite(t, binary, []string{"MAIN=" + test.main, "GOTRACEBACK=single"}, strings.Fields(test.args)...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			rest := out
			for _, want := range test.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Errorf("lacks %q, or not in this order:\n%s", want, out)
				}
				rest = after
			}
			for _, not := range test.not {
				if strings.Contains(out, not) {
					t.Errorf("says %q:\n%s", not, out)
				}
			}
		})
	}
}

// TestFinalizedLeak: a pipe that only the collector closes is a leak, every
// time, and the hint says so.
func TestFinalizedLeak(t *testing.T) {
	binary := buildSuite(t, "mains")
	for range 5 {
		out, code := runSuite(t, binary, nil, "-test.run=TestPipe")
		if code != 1 || !strings.Contains(out, "still waiting in I/O, mains.TestPipe.func1") || !strings.Contains(out, "hint: only the garbage collector ended it") {
			t.Errorf("exit code %d:\n%s", code, out)
		}
	}
}

// TestVariantsOfTraceback: the verdict does not depend on what stacks show.
func TestVariantsOfTraceback(t *testing.T) {
	binary := buildSuite(t, "mains")
	for _, env := range [][]string{
		{"GOTRACEBACK=none"}, {"GOTRACEBACK=all"}, {"GOTRACEBACK=system"}, {"GOTRACEBACK=crash"},
		{"GODEBUG=tracebackancestors=5"}, {"GODEBUG=tracebacklabels=0"}, {"GODEBUG=tracebacklabels=1,gctrace=0"},
		{"GOMAXPROCS=1"}, {"GOMAXPROCS=8"},
	} {
		t.Run(strings.Join(env, " "), func(t *testing.T) {
			t.Parallel()
			out, code := runSuite(t, binary, env, "-test.run=TestChecked|TestLeaks|TestSkips")
			for _, want := range []string{
				"leaktest: TestChecked left 1 goroutine behind",
				"left 3 goroutines behind", "1 of them reported above by a Check", "from TestLeaks or one", "from TestSkips or one",
			} {
				if !strings.Contains(out, want) || code != 1 {
					t.Errorf("exit code %d, lacks %q:\n%s", code, want, out)
				}
			}
			if out, code := runSuite(t, binary, env, "-test.run=^$"); code != 0 {
				t.Errorf("clean: exit code %d:\n%s", code, out)
			}
		})
	}
}

// TestArtifacts: with -artifacts the leaks are kept as JSON and as a profile.
func TestArtifacts(t *testing.T) {
	binary := buildSuite(t, "mains")
	dir := t.TempDir()
	out, _ := runSuite(t, binary, nil, "-test.run=TestChecked", "-test.artifacts", "-test.outputdir="+dir)
	files := artifacts(t, dir)
	if len(files) != 2 {
		t.Fatalf("%d files, want 2: %q in\n%s", len(files), files, out)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var leaks []leaktest.Leak
	if err := json.Unmarshal(text, &leaks); err != nil || len(leaks) != 1 || leaks[0].Owner != "TestChecked" {
		t.Errorf("%v, %v in %s", err, leaks, text)
	}
	top, err := exec.Command("go", "tool", "pprof", "-top", files[1]).CombinedOutput()
	if err != nil || !strings.Contains(string(top), "mains.block") {
		t.Errorf("go tool pprof -top: %v\n%s", err, top)
	}
	if !strings.Contains(out, "whole stacks: leaks.json and leaks.pb.gz in ") {
		t.Errorf("the report does not say where:\n%s", out)
	}
}

// artifacts returns the files below the folder _artifacts, whose depth depends
// on the Go release.
func artifacts(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(dir, "_artifacts"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return files
}
