// Package waitleak is the check for this leak: WaitGroup or errgroup that is never done.
//
// WaitGroup.Wait returns when the counter is zero, so every Add needs its Done. A
// Wait inside the loop that still has to start some of the goroutines, a Done that a
// return, a continue or a recovered panic skips, or an Add of more than is started
// leaves the waiting goroutine, and often those it waits for, where they are.
//
// Work that is counted and then handed to a pool has nobody to call Done for it when the
// pool refuses it: the path on which Submit says no has to.
//
// An Add in the goroutine that it counts is another mistake: Wait may look before,
// and return while the goroutine still runs. Nobody blocks then, so leaklint tells of
// it with -advice only.
//
// # Wrong
//
//	func restore(plugins []*plugin) {
//		var wg sync.WaitGroup
//		wg.Add(len(plugins))
//		for _, p := range plugins {
//			go func() {
//				defer wg.Done()
//				p.load()
//			}()
//			wg.Wait() // with two plugins, the second is never started
//		}
//	}
//
// # Right
//
//	func restore(plugins []*plugin) {
//		var wg sync.WaitGroup
//		for _, p := range plugins {
//			wg.Go(p.load)
//		}
//		wg.Wait()
//	}
//
// # How to fix
//
// Use wg.Go, which pairs Add and Done by itself. Otherwise call Done with defer at
// the start of the goroutine, add one just before each go statement, and wait after
// the loop.
//
// # When to suppress
//
// When Done is called in a way that the analysis cannot see, for instance by a
// callback of another package.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/batch of the
// repository.
package waitleak
