package goleak

import (
	"fmt"
	"os"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
)

// TestingM is the part of *testing.M that VerifyTestMain cannot do without.
type TestingM interface {
	Run() int
}

// VerifyTestMain runs the tests of a package, and then fails the package if
// [Find] finds anything:
//
//	func TestMain(m *testing.M) {
//		goleak.VerifyTestMain(m)
//	}
//
// It ends the process with os.Exit, or calls what [Cleanup] was given: with the
// exit code of the tests, or with 1 where they passed and something was left. The
// report names the test that started each goroutine, though none of them calls
// anything. As in the original, goroutines that were there before the tests
// count, too.
//
// With -v and -json the tests that left something behind are marked as failed by
// the lines of package testing, after the others, so that tools see them by name.
// Where the tests failed, what is left is listed as information. As the last act
// of the process, so not with Cleanup, the runtime's leak profile is run: see
// leaktest.Prove.
func VerifyTestMain(m TestingM, opts ...Option) {
	end := engine.Follow(m)
	code := m.Run()
	end()
	o := newOptions(opts)
	exit := o.cleanup
	if exit == nil {
		exit = os.Exit
		o.engine = append(o.engine, leaktest.Prove())
	}
	if !engine.ChecksNothing() {
		code = o.conclude(code)
	}
	exit(code)
}

// conclude prints what there is to say after the tests and returns the exit code
// of the process.
func (o *options) conclude(code int) int {
	err := o.find(newScope(nil), true)
	if found, ok := err.(*foundError); ok {
		found.fails = code == 0
	}
	switch {
	case err != nil && code == 0:
		fmt.Fprintf(os.Stderr, "goleak: Errors on successful test run: %v\n", err)
		engine.PrintFail()
		code = 1
	case err != nil:
		fmt.Fprintf(os.Stderr, "goleak: the tests failed; for information: %v\n", err)
	}
	for _, note := range lent.Notes() {
		fmt.Fprintf(os.Stderr, "goleak: %s\n", note)
	}
	return code
}
