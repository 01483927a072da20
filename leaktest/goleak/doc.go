// Package goleak takes the place of go.uber.org/goleak v1.3.0, with the reports
// of leaktest. Change the import path and you are done:
//
//	import "github.com/leaktight/leaktight/leaktest/goleak"
//
// Names, signatures, exit codes and the meaning of a check are the original's: a
// check is about every goroutine of the process, also those that were there
// before the tests or that an earlier test left. What is to end gets 450 ms, the
// original's budget. [IgnoreCreatedBy] and [RunOnFailure], which the original has
// on its main branch only, are here too, [From] takes options of the original that a
// library hands out, and [IgnoreKnownDaemons] knows the goroutines that well-known
// libraries start in init. README.md beside this file shows before and after.
//
// # What differs
//
// A verdict differs where the original's is wrong:
//
//   - Tests may run in parallel: what a test that is still running has started is
//     no leak. A goroutine that nobody can be found for, beside such tests, is
//     left out with a log line, unless [VerifyTestMain] is in use, which tells
//     whose it is.
//   - A deferred [VerifyNone] gives its verdict at the end of the test, after
//     parallel subtests, t.Context, later deferred calls and cleanups. It is
//     known as deferred by the source line at which the test's function stands; a
//     function that is written in one line gets its verdict at once.
//   - Goroutines that run benchmarks, fuzz targets, examples and synctest bubbles,
//     and those of -cpuprofile and -trace, are no leaks.
//   - A stack of more than 100 frames is read; the original panics.
//   - A skipped test stays skipped, with the leak as a log line.
//   - When tests failed, VerifyTestMain lists the leaks as information.
//
// To name tests, VerifyTestMain labels the goroutine that starts them, and puts no
// call of its own around any: a test that counts the frames between itself and
// package testing, as some tests of loggers do, counts as before. While the tests
// run, the flag -test.skip holds one pattern more, which matches nothing.
//
// Two of the original's own tests have no counterpart: TestOptionsRetry counts the
// calls of an unexported method, and the filters are asked about every goroutine
// but the one that checks, which the original leaves out in a step of its own.
//
// # Moving on to leaktest
//
// No call here has a form in leaktest with the same meaning, since those check
// what one test has started, so go fix changes none. By hand:
//
//	defer goleak.VerifyNone(t)                          leaktest.Check(t), first in the test
//	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())  leaktest.Check(t)
//	goleak.VerifyTestMain(m)                            leaktest.VerifyTestMain(m)
//	err := goleak.Find()                                leaks := leaktest.Find()
//
// # Layers
//
// This package uses leaktest and, for what that does not export,
// leaktest/internal/engine. It is the only one that imports go.uber.org/goleak,
// for From.
package goleak
