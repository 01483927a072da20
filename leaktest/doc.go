// Package leaktest finds the goroutines that a test leaves behind, names the
// test, says whether the leak is proven, and what to do.
//
// One line in a test watches that test, one in TestMain the whole package:
//
//	func TestOrders(t *testing.T) {
//		leaktest.Check(t)
//		...
//	}
//
//	func TestMain(m *testing.M) {
//		leaktest.VerifyTestMain(m)
//	}
//
// # Terms
//
// A goroutine is left behind when it started after the baseline, is not ignored,
// and is still there when the settling is over. The baseline is the moment at
// which [Check] or [VerifyTestMain] is called. Settling is the wait in which
// goroutines that are on their way out may finish: it ends when nothing is left,
// and at the latest after [DefaultMaxWait] (see [MaxWait], [Until] and the test's own
// deadline). Of a stack that was reported before and still stands there it ends
// after 100 ms.
//
// A leak is proven when the garbage collector showed that nothing can ever wake
// the goroutine (the runtime's goroutineleak profile, Go 1.27; see [Prove]).
// Otherwise it is still running, which is no weaker a reason to fail: a goroutine
// that waits for I/O, for time, or on something that a global variable refers to
// cannot be proven stuck.
//
// The owner of a goroutine is the test that started it, directly or through
// goroutines that it started. It is known by a runtime/pprof label that
// goroutines inherit, and where code under test replaced the labels, by the
// number of the goroutine that started it (see [Context]). A goroutine whose
// owner cannot be told for sure is never blamed on a test.
//
// # Reports
//
// A report begins with the cause. What only waits for that (a WaitGroup's Wait, a
// range whose sender is stuck) is one line behind it. The hint says what ends the
// goroutine, for the author of the test:
//
//	hint: ends when (*cron.Cron).Stop is called; nobody called it on the one from cron.New at jobs_test.go:17
//
// It is taken from the source of the packages in the stack, which is read when a
// test fails: the case or receive in which the goroutine stands, and the functions
// that close, cancel or set what it waits for. It is parsed and not type-checked, and
// at most 5 MB are read for one goroutine. Where the source is not at hand, or two
// functions fit, no function is named. Five causes are shown in full; -artifacts
// keeps all leaks, and -v shows what was there before and what after.
//
// [Known] tolerates the leaks that a file lists.
//
// # What is not seen
//
// A pending time.AfterFunc or timer has no goroutine. A goroutine that a test
// hands to a worker which was there before is the worker's. A goroutine that a
// package-level sync.Once starts is the suite's, as far as the declarations of the
// package show that it is one; that of a singleton which is
// guarded in another way is the first user's: see [IgnoreCreatedBy]. What a test
// leaves in other processes is theirs.
//
// # Layers
//
// leaktest is the policy: options, checks, verdicts. Its engine, which knows whose a
// goroutine is, looks at the process and waits, and its report, which groups leaks and
// says what to do, are internal packages. They use leaktest/goroutine (snapshots and
// the parser of goroutine dumps) and leaktest/leakkind (the names of the patterns).
// All of it imports the standard library and go-cmp, nothing else.
package leaktest
