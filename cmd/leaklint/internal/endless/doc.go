// Package endless finds the places from which a goroutine never gets away: loops
// without an exit, select{}, and calls of functions that never return.
//
// The terms:
//
//   - An end is where a goroutine's function is left: a return, a panic, or a call
//     that ends the goroutine or the process (os.Exit, runtime.Goexit, log.Fatal).
//   - A trap is a part of the control flow graph that control can reach and from
//     which it can reach no end.
//   - A dead edge is one that is never taken, such as the end of a range over the
//     channel of a time.Ticker, which nobody closes.
//
// A function with a trap has a [Fact], so that a go statement in another package
// that runs it is seen too.
package endless
