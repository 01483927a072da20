// Package lend is the door through which leaktest lends its engine to those of its
// packages whose checks mean something else: leaktest/goleak counts every goroutine of the
// process, and not those of one test.
//
// leaktest opens the door when it is initialized; whoever imports leaktest may go through.
// The arrow goes one way, so the types of leaktest are not known here: they are the type
// parameters O, its Option, and L, its Leak.
package lend

import "github.com/leaktight/leaktight/leaktest/goroutine"

// A Scope says which goroutines of a dump a search is about.
type Scope interface {
	// Begin is called before the first record of a dump.
	Begin(dump []byte)
	// Takes reports whether a goroutine counts. owner is the id of the test that
	// started it, "" where nobody knows, and runner the number of the goroutine
	// that runs this test, 0 where nobody knows.
	Takes(rec goroutine.Record, owner string, runner uint64) bool
}

// A Search is a look for the goroutines that are left in the process.
type Search[O any] struct {
	Options []O    // one that is misused is left out
	Scope   Scope  // nil for every goroutine
	Self    uint64 // the goroutine that asks, which does not count
	Test    string // the name of the test that Self runs, "" for none
	Gentle  bool   // run no garbage collection
}

// A Description says how leaks are described.
type Description struct {
	Package string // whose options are shown, to add
	ByTest  bool   // a heading stands before the leaks of each test
	Fails   bool   // with -v the tests of the headings are marked as failed
}

// A Door is what leaktest lends.
type Door[O, L any] struct {
	// Find settles and returns what is left.
	Find func(Search[O]) []L

	// TopFunction returns an option that ignores the goroutines which stand in the
	// named function, however common that one is.
	TopFunction func(name string) O

	// Describe returns the entries of a report for leaks, each line indented by four
	// spaces, with the goroutines' stacks.
	Describe func(leaks []L, how Description) string

	// Tell notes that a test has shown the leaks in full.
	Tell func(test string, leaks []L)

	// Begin takes the baseline of a whole package. What it returns gives the verdict, as
	// the last act of the process: it says what is left, and returns that and the exit
	// code of the process, given the one of the tests.
	Begin func(options []O) (conclude func(code int) (int, []L))

	// KnownList returns an option that tolerates the leaks of a list, given its name and
	// its text. It says nothing of lines that nothing matches, since the list may be
	// that of several packages.
	KnownList func(name, text string) O

	// Known returns an option that tolerates the leaks that a file lists.
	Known func(file string) (O, error)

	// Notes says at the end of a run what its lists of known leaks showed, and with
	// -v which options hid nothing, or more than one thing.
	Notes func() []string
}

var door any // a *Door

// Open opens the door, once.
func Open[O, L any](d *Door[O, L]) { door = d }

// Through returns the door that leaktest has opened, with its Option and its Leak.
func Through[O, L any]() *Door[O, L] { return door.(*Door[O, L]) }
