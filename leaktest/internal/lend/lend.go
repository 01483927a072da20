// Package lend is the door through which leaktest lends its engine to
// leaktest/goleak, whose checks mean something else: they count every goroutine
// of the process, not those of one test.
//
// leaktest fills the variables in when it is initialized; whoever imports
// leaktest may call them. The arrow goes one way, so the types of leaktest are
// not known here: where the text says so, an any is one of them.
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
type Search struct {
	Options []any  // of type leaktest.Option; one that is misused is left out
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

var (
	// Find settles and returns what is left: a []leaktest.Leak.
	Find func(Search) any

	// TopFunction returns a leaktest.Option that ignores the goroutines which
	// stand in the named function, however common that one is.
	TopFunction func(name string) any

	// Describe returns the entries of a report for a []leaktest.Leak, each line
	// indented by four spaces, with the goroutines' stacks.
	Describe func(leaks any, how Description) string

	// Tell notes that a test has shown the leaks, a []leaktest.Leak, in full.
	Tell func(test string, leaks any)

	// Begin takes the baseline of a whole package, with options of type
	// leaktest.Option. What it returns gives the verdict, as the last act of the
	// process: it says what is left, and returns that, a []leaktest.Leak, and the
	// exit code of the process, given the one of the tests.
	Begin func(options []any) (conclude func(code int) (int, any))

	// KnownList returns a leaktest.Option that tolerates the leaks of a list, given its
	// name and its text. It says nothing of lines that nothing matches, since the
	// list may be that of several packages.
	KnownList func(name, text string) any

	// Known returns a leaktest.Option that tolerates the leaks that a file lists.
	Known func(file string) (any, error)

	// Notes says at the end of a run what its lists of known leaks showed, and with
	// -v which options hid nothing, or more than one thing.
	Notes func() []string
)
