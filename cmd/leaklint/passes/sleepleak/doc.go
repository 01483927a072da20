// Package sleepleak is the check for this leak: sleep loop without an exit.
//
// A goroutine that works, sleeps and works again, and has no way out, lives as long
// as the process. Started for each object it keeps every one of them alive: the
// garbage collector cannot free what a goroutine refers to.
//
// # Wrong
//
//	func NewCache() *Cache {
//		c := new(Cache)
//		go func() {
//			for {
//				time.Sleep(time.Minute)
//				c.expire()
//			}
//		}()
//		return c
//	}
//
// # Right
//
//	func NewCache(ctx context.Context) *Cache {
//		c := new(Cache)
//		go func() {
//			t := time.NewTicker(time.Minute)
//			defer t.Stop()
//			for {
//				select {
//				case <-ctx.Done():
//					return
//				case <-t.C:
//					c.expire()
//				}
//			}
//		}()
//		return c
//	}
//
// # How to fix
//
// A sleep cannot be interrupted. Wait for a ticker in a select beside <-ctx.Done()
// or a stop channel that the object's Close closes.
//
// # When to suppress
//
// When the goroutine is meant to live as long as the process and is started once, in
// a way that the analysis cannot see: say so with //leaklint:daemon and the reason.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/janitor of the
// repository.
package sleepleak
