// Package engine finds the goroutines that are left behind. It knows whose each one
// is (a run, its label, a tree of go statements), takes looks at the process, and
// waits for what is on its way out.
//
//   - A [Search] is a look for what a scope says must not be there. Its find settles
//     and then collects garbage, in this order.
//   - A [Candidate] is a goroutine that a look found, a [Snapshot] all that it found.
//   - A [Run] is one execution of a test, or the part of one that a check covers.
//   - A scope says which goroutines of a dump a search is about: those of a run, those
//     of the process, those that are new in it.
//
// It knows no T and writes no report. leaktest and leaktest/goleak are the policies
// over it; it uses leaktest/goroutine and leaktest/internal/source.
package engine
