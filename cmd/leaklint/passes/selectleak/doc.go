// Package selectleak is the check for this leak: select without an exit.
//
// A goroutine that waits in a select inside a loop ends only if some case leaves the
// loop. A break leaves the select, not the loop around it; and select {} has no case
// at all. Without such a case the goroutine stays for as long as the process, one
// for each time that it was started.
//
// # Wrong
//
//	func (c *Cache) start() {
//		go func() {
//			for {
//				select {
//				case k := <-c.evict:
//					c.drop(k)
//				case <-c.stop:
//					break // leaves the select only
//				}
//			}
//		}()
//	}
//
// # Right
//
//	func (c *Cache) start() {
//		go func() {
//			for {
//				select {
//				case k := <-c.evict:
//					c.drop(k)
//				case <-c.stop:
//					return
//				}
//			}
//		}()
//	}
//
// # How to fix
//
// Give the select a case that returns: <-ctx.Done(), or a stop channel that the
// owner closes. Write return, or break with the label of the loop.
//
// # When to suppress
//
// When the goroutine is meant to live as long as the process and is started once, in
// a way that the analysis cannot see: say so with //leaklint:daemon and the reason.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/subscription of the
// repository.
package selectleak
