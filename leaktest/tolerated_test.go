package leaktest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	knownPath  = "github.com/leaktight/leaktight/leaktest/testdata/suites/known."
	knownSend  = "sendleak " + knownPath + "send " + knownPath + "send.func1"
	knownOther = "sendleak " + knownPath + "TestOther " + knownPath + "TestOther.func1"
)

// TestKnown: what a list holds is tolerated and counted, what it does not hold fails,
// and lines that nothing matches are named in a run of all tests.
func TestKnown(t *testing.T) {
	binary := buildSuite(t, "known")
	for _, test := range []struct {
		name, main, list, run string
		code                  int
		want, not             []string
	}{
		{name: "all listed", list: knownSend + "\n" + knownOther + " # issue 7\n", code: 0, not: []string{"behind"}},
		{name: "one is new", list: "# old ones\n" + knownSend + "\n", code: 1,
			want: []string{"leaktest: TestOther left 1 goroutine behind"}, not: []string{"TestSend left", "TestAgain left"}},
		{name: "of the package", main: "suite", list: knownSend + "\n" + knownOther + "\n", code: 0,
			want: []string{" tolerates 3 goroutines of 2 known leaks\n"}, not: []string{"behind", "fixed"}},
		{name: "fixed", main: "suite", list: knownSend + "\n" + knownOther + "\nrecvleak a.b c.d\n", code: 0,
			want: []string{"list.txt:3: fixed, nothing matches it any more: recvleak a.b c.d\n"}},
		{name: "not of a run of some tests", main: "suite", run: "TestSend", list: knownSend + "\n" + knownOther + "\n", code: 0,
			want: []string{" tolerates 1 goroutine of 1 known leak\n"}, not: []string{"fixed"}},
		{name: "drop-in", main: "goleak", list: knownSend + "\n" + knownOther + "\n", code: 0,
			want: []string{"goleak: ", " tolerates 3 goroutines of 2 known leaks\n"}},
		{name: "drop-in and a new one", main: "goleak", list: knownSend + "\n", code: 1,
			want: []string{"known.TestOther.func1"}, not: []string{"known.send.func1 on top"}},
		{name: "too few words", list: "# list\nsendleak a.b\n", code: 1, want: []string{`list.txt:2: "sendleak a.b" is not a kind`}},
		{name: "no kind", list: "sendlaek a.b c.d\n", code: 1, want: []string{`list.txt:1: "sendlaek" is not the name of a kind of leak`}},
		{name: "twice", list: "sendleak a.b c.d\n\nsendleak a.b c.d\n", code: 1, want: []string{"list.txt:3: the same leak stands in line 1"}},
		{name: "bad list of the package", main: "suite", list: "sendleak\n", code: 1, want: []string{"leaktest: Known: ", "list.txt:1: "}},
		{name: "bad list of the drop-in", main: "goleak", list: "sendleak\n", code: 1, want: []string{"goleak: Known: ", "list.txt:1: "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			list := filepath.Join(t.TempDir(), "list.txt")
			if err := os.WriteFile(list, []byte(test.list), 0o666); err != nil {
				t.Fatal(err)
			}
			args := []string{"-test.v=false"}
			if test.run != "" {
				args = append(args, "-test.run="+test.run)
			}
			out, code := runSuite(t, binary, []string{"MAIN=" + test.main, "KNOWN=" + list}, args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d:\n%s", code, test.code, out)
			}
			wantLines(t, out, test.want...)
			for _, not := range test.not {
				if strings.Contains(out, not) {
					t.Errorf("says %q:\n%s", not, out)
				}
			}
		})
	}
}

// TestKnownUpdate writes a list, by each of the ways in which an option is given;
// written again it is the same, comments stay, and what is fixed goes.
func TestKnownUpdate(t *testing.T) {
	binary := buildSuite(t, "known")
	for _, main := range []string{"", "suite", "goleak"} {
		t.Run("MAIN="+main, func(t *testing.T) {
			t.Parallel()
			list := filepath.Join(t.TempDir(), "list.txt")
			env := []string{"MAIN=" + main, "KNOWN=" + list}
			if out, code := runSuite(t, binary, env); code == 0 || !strings.Contains(out, "there is no such file; LEAKTEST_UPDATE=1 go test writes it") {
				t.Errorf("without a file: exit code %d:\n%s", code, out)
			}
			update := append(env, "LEAKTEST_UPDATE=1")
			out, code := runSuite(t, binary, update)
			written := readFile(t, list)
			if code != 0 || !strings.HasSuffix(written, "\n"+knownOther+"\n"+knownSend+"\n") {
				t.Errorf("exit code %d, wrote\n%s\n%s", code, written, out)
			}
			if out, code := runSuite(t, binary, env); code != 0 {
				t.Errorf("with the list that was written: exit code %d:\n%s", code, out)
			}
			edited := strings.Replace(written, knownSend, "recvleak a.b c.d # gone\n"+knownSend+" # issue 7", 1)
			if err := os.WriteFile(list, []byte(edited), 0o666); err != nil {
				t.Fatal(err)
			}
			if out, code := runSuite(t, binary, update); code != 0 {
				t.Errorf("second update: exit code %d:\n%s", code, out)
			}
			again := readFile(t, list)
			if main != "" && strings.Contains(again, "a.b") || main != "" && !strings.Contains(again, knownSend+" # issue 7\n") {
				t.Errorf("wrote\n%s", again)
			}
		})
	}
}

// TestOverview: the end of a run that failed in many tests lists what they have in
// common, and the lines of a list.
func TestOverview(t *testing.T) {
	binary := buildSuite(t, "known")
	out, code := runSuite(t, binary, []string{"MAIN=plain"})
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	wantLines(t, out, "\nleaktest: in all 3 goroutines of 2 distinct leaks, left by 3 tests:\n",
		"\n  2 started by known.send, in known.send.func1: TestSend, TestAgain\n",
		"\n  1 started by known.TestOther, in known.TestOther.func1: TestOther\n",
		"\n  "+knownSend+"\n", "\n  "+knownOther+"\n")
	if out, _ := runSuite(t, binary, []string{"MAIN=plain"}, "-test.run=TestSend"); strings.Contains(out, "in all") {
		t.Errorf("an overview of one test:\n%s", out)
	}
}
