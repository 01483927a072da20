package leaktest

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/report"
)

// TestingM is the part of *testing.M that VerifyTestMain cannot do without.
type TestingM interface {
	Run() int
}

// VerifyTestMain runs the tests of a package and then reports every goroutine
// that they left behind. It ends the process with os.Exit: with the exit code of
// the tests, or with 1 when they passed and something was left.
//
//	func TestMain(m *testing.M) {
//		leaktest.VerifyTestMain(m)
//	}
//
// is all that a package needs. The report names the top-level test, benchmark,
// fuzz target or example that started each goroutine, directly or in one of its
// subtests, although none of them calls anything; a [Check] of its own names a
// subtest. A leak that a Check has reported is only counted, and one that a skipped
// test left is shown and fails nothing. When the tests failed, leaks are listed all the same and the exit code stays theirs. With -v
// and -json a test that left something behind is marked as failed when the others
// are through, by the lines of package testing, so that tools see it by name.
//
// What runs when VerifyTestMain is called, for instance because of an init
// function, is not reported. When what is left has had its time the runtime's leak
// profile is run, as [Prove] describes, as the last act of the process. The ignores that are
// given here hold for every Check of the package too. With -v the ignores that
// hid nothing, and those that hid more than one kind, are named.
//
// To know a test's goroutine also when its label was replaced, VerifyTestMain
// calls each test from a function of its own. A test that counts the frames
// between itself and package testing, as some tests of loggers do, counts one
// more. For such a package hide what m is:
//
//	leaktest.VerifyTestMain(struct{ leaktest.TestingM }{m})
//
// leaves the tests as they are and names none of them, and VerifyTestMain of
// package leaktest/goleak names them by the label alone.
//
// Nothing is checked in the worker processes of go test -fuzz, which run the
// same tests as their coordinator; with -list, which runs none; nor when the
// tests call os.Exit or run into their timeout: then VerifyTestMain does not get
// to it.
func VerifyTestMain(m TestingM, opts ...MainOption) {
	s := newMainSettings(opts)
	exit := s.cleanup
	if exit == nil {
		exit = os.Exit
	}
	if m == nil {
		panic("leaktest: VerifyTestMain was given a nil m; call it from TestMain(m *testing.M)")
	}
	if len(s.Misuse) > 0 {
		fmt.Fprintf(os.Stderr, "leaktest: %s\n", strings.Join(s.Misuse, "; "))
		exit(1)
		return
	}
	engine.PackageIgnores.Add(s.Ignores)
	engine.Instrument(m)
	s.Prove = proves(s.Prove || s.cleanup == nil)
	w := beginPackage(s.Settings)
	code, _ := concludePackage(w, m.Run())
	exit(code)
}

// beginPackage begins the search for what the tests of a package leave: what
// runs now is not reported.
func beginPackage(s engine.Settings) *engine.Search {
	return &engine.Search{Settings: s, Scope: &engine.ProcessScope{Self: goroutine.Current().ID, Baseline: engine.SnapshotIDs()}}
}

// concludePackage says what the tests left behind, and returns that and the exit code of
// the process, given the exit code of the tests.
func concludePackage(s *engine.Search, code int) (int, []engine.Candidate) {
	if engine.ChecksNothing() {
		return code, nil
	}
	text, left, fails := packageReport(s, code)
	if text != "" {
		if report.WantsColor(os.Stderr) {
			text = report.Painted(text)
		}
		fmt.Fprint(os.Stderr, text)
		if fails && code == 0 {
			engine.PrintFail()
			code = 1
		}
	}
	fmt.Fprint(os.Stderr, blamed.overview())
	for _, note := range notes() {
		fmt.Fprintf(os.Stderr, "leaktest: %s\n", note)
	}
	return code, left
}

// notes says what is to be said of the options at the end of a run: of lists of
// known leaks always, of ignores with -v.
func notes() []string {
	all := knownNotes()
	if engine.Verbose() {
		all = append(all, engine.Rules.Notes()...)
	}
	return all
}

// packageReport settles and returns what is left, what there is to say of it, ""
// when that is nothing, and whether it fails the package: not where all of it was
// left by tests that were skipped.
func packageReport(s *engine.Search, code int) (text string, left []engine.Candidate, fails bool) {
	v := s.Find(time.Time{})
	v.Candidates = tolerate(s, v.Candidates)
	if len(v.Candidates) == 0 {
		return "", nil, false
	}
	answerHeld(s, v.Candidates)
	once := engine.OnceStarted()
	for i := range v.Candidates {
		if once(v.Candidates[i]) {
			v.Candidates[i].OwnerID = "" // whichever test came first
		}
	}
	var fresh, excused []engine.Candidate
	for _, r := range v.Candidates {
		switch run := engine.Owners.WithID(r.OwnerID); {
		case run == nil:
			fresh = append(fresh, r)
		case run.IsSkipped():
			excused = append(excused, r)
		case !run.Reported.Load():
			fresh = append(fresh, r)
		}
	}
	fails = len(excused) < len(v.Candidates)
	blamed.Add(fresh)
	r := &report.Text{}
	r.Line("%s", packageSummary(reported(v.Candidates), len(v.Candidates)-len(fresh)-len(excused), len(excused), code))
	groups := report.Groups(reported(fresh))
	measured := measureHeldByOwner(s, groups)
	r.Indent = "  "
	r.ByOwner(groups, code == 0 && engine.Verbose(), engine.FramePrefix())
	skipped := report.Groups(reported(excused))
	r.ByOwner(skipped, false, "")
	for _, line := range measured {
		r.Line("%s", line)
	}
	sayShared(r, append(groups, skipped...))
	r.End(report.Ending{Package: "leaktest"})
	return r.String() + "\n", v.Candidates, fails
}

// packageSummary is the first line of a report about a whole package.
func packageSummary(all []report.Leak, reported, skipped, code int) string {
	subject := "the tests"
	if code != 0 {
		subject = "the tests failed, and they"
	}
	s := report.Summary(subject, all)
	if reported > 0 {
		s += fmt.Sprintf("; %d of them reported above by a Check", reported)
	}
	if skipped > 0 {
		s += fmt.Sprintf("; %d of them by tests that were skipped, which fails nothing", skipped)
	}
	return s
}
