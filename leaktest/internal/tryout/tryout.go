// Package tryout is what leaklint test lends to the test binaries of a repository
// that need not know leaktest: it gives the verdict of leaktest.VerifyTestMain in a
// TestMain that somebody else wrote.
//
// Such a TestMain gets a first statement,
//
//	defer tryout.Main(m)()
//
// and each os.Exit in the test files of its package becomes an [Exit]. So the
// verdict comes when all that the TestMain does after its tests is done. Where
// somebody else ends the process, who cannot be told, the first statement is
// [Early] instead.
package tryout

import (
	"fmt"
	"os"
	"sync/atomic"

	"github.com/leaktight/leaktight/leaktest"
	"github.com/leaktight/leaktight/leaktest/internal/engine"
	"github.com/leaktight/leaktight/leaktest/internal/lend"
)

// lent is the engine of leaktest.
var lent = lend.Through[leaktest.Option, leaktest.Leak]()

// Main watches the tests of m, a *testing.M. The function that it returns is to be
// deferred: it gives the verdict where the TestMain returns. A TestMain that panics
// is not kept from it.
func Main(m any, opts ...leaktest.Option) (end func()) {
	var code int
	watch(m, opts, func(tests int) int {
		code = tests
		return tests
	})
	return func() {
		if engine.Panicking() {
			return
		}
		if verdict := conclude(code); verdict != code {
			os.Exit(verdict)
		}
	}
}

// Early watches the tests of m, a *testing.M, and gives the verdict when they are
// through, before the TestMain goes on. So what that ends afterwards, and has started
// in the tests, is reported.
func Early(m any, opts ...leaktest.Option) { watch(m, opts, conclude) }

// Known tolerates the leaks of a list, as leaktest.Known does, given its name and its
// text: so what is cached of a run is that of one text.
func Known(name, text string) leaktest.Option { return lent.KnownList(name, text) }

// Exit is os.Exit, with the verdict before it when the tests are through.
func Exit(code int) { os.Exit(conclude(code)) }

// suite is the run of the tests; nil before and during it.
var suite atomic.Pointer[func(code int) (int, []leaktest.Leak)]

// watch takes the baseline when the tests start. Where m is run more than once the
// first baseline counts, until there is a verdict.
func watch(m any, opts []leaktest.Option, end func(code int) int) {
	var verdict func(int) (int, []leaktest.Leak)
	var unlabel func()
	begin := func() {
		if verdict == nil || suite.Load() == nil {
			verdict = lent.Begin(opts)
		}
		suite.Store(nil)
		unlabel = engine.Follow(m)
	}
	if !engine.Watch(m, begin, func(code int) int {
		unlabel()
		suite.Store(&verdict)
		return end(code)
	}) {
		fmt.Fprintln(os.Stderr, "leaktest: package testing of this Go release is not known, so nothing is checked")
	}
}

// conclude gives the verdict, once for each run of the tests, and returns the exit
// code of the process. A test that calls it gets back what it gave.
func conclude(code int) int {
	verdict := suite.Swap(nil)
	if verdict == nil {
		return code
	}
	code, leaks := (*verdict)(code)
	writeRecords(os.Stderr, leaks)
	return code
}
