// Package loopleak is the check for this leak: endless loop without an exit.
//
// A goroutine whose body is a loop without a way out never ends: no return, no break
// out of the loop, no panic, and no call that ends the goroutine or the process. If
// it is started once, from main or under a sync.Once, that may be what is meant; if
// it is started for each object or each request, every one of them stays.
//
// # Wrong
//
//	func NewPool(jobs chan job) *Pool {
//		p := new(Pool)
//		go func() {
//			for {
//				j := <-jobs // also after close(jobs), with zero jobs
//				p.run(j)
//			}
//		}()
//		return p
//	}
//
// # Right
//
//	func NewPool(jobs chan job) *Pool {
//		p := new(Pool)
//		go func() {
//			for j := range jobs { // ends when jobs is closed
//				p.run(j)
//			}
//		}()
//		return p
//	}
//
// # How to fix
//
// Range over the channel and close it, or select on ctx.Done() or a stop channel and
// return. A loop that reads from a connection should return on the error that it
// gets when the connection is closed.
//
// A loop that asks for a flag in each round ends only if somebody sets that flag: the
// owner's Close or Stop should.
//
// # When to suppress
//
// When the goroutine is meant to live as long as the process and is started once, in
// a way that the analysis cannot see: say so with //leaklint:daemon and the reason.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/queue of the
// repository.
package loopleak
