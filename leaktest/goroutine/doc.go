// Package goroutine takes snapshots of a program's goroutines and reads the
// dumps that the Go runtime writes of them.
//
// It holds no policy: it does not know what a leak is, which goroutine belongs
// to which test, or what may be ignored. The arrow goes one way:
//
//	leaktest, triage -> goroutine -> runtime
//
// # Terms
//
// A dump is the text that [runtime.Stack] writes for all goroutines, that a
// crashing program prints, and that the goroutine profile gives with debug=2.
// A record is one goroutine's part of a dump: a header line such as
//
//	goroutine 7 [chan receive, 3 minutes]:
//
// and the lines up to the next blank line or header. What lies outside of all
// records (a panic message before the first, registers after the last) is a
// gap. A frame is one function call of a stack, innermost first. The creator
// is the function that holds the go statement; the parent is the goroutine
// that ran it. An ancestor is a creator's own stack at the time of the go
// statement, printed when GODEBUG has tracebackancestors set.
//
// # Levels
//
// [Records] walks a dump without copying or allocating and gives each
// goroutine as a [Record], whose methods look up one thing at a time: this is
// for polling among many thousand goroutines. [Parse] reads everything there is
// into a [Goroutine]: this is for what is shown. [ParseAll] also keeps the gaps.
//
// # What is not promised
//
// The format of a dump is not part of the Go compatibility promise. This
// package reads every form that Go 1.26 and Go 1.27 write, and the older ones
// it was tried with. What it cannot read it keeps verbatim, in
// [Goroutine.Unparsed], [Goroutine.Attrs] and [Goroutine.Raw]; it never panics
// on a dump.
package goroutine
