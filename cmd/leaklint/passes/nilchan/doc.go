// Package nilchan is the check for this leak: operation on a nil channel.
//
// A send to a nil channel and a receive from one block forever: nobody can be on
// the other side. A channel is nil when it was declared and never made, and in one
// more place that is easily overlooked: the C of a timer that time.AfterFunc
// returned. Such a timer calls a function and has no channel.
//
// # Wrong
//
//	func frame(timeout time.Duration, abort func()) *result {
//		t := time.AfterFunc(timeout, abort)
//		go func() {
//			defer func() {
//				if !t.Stop() {
//					<-t.C // nil: this goroutine stays forever
//				}
//			}()
//			work()
//		}()
//		return collect()
//	}
//
// # Right
//
//	go func() {
//		defer t.Stop() // there is nothing to drain
//		work()
//	}()
//
// # How to fix
//
// Make the channel before the goroutine that uses it is started. Do not drain the C
// of a timer that time.AfterFunc made; Stop is all it needs. A nil channel is right
// in one place: as the case of a select that is switched off, beside others.
//
// # When to suppress
//
// When blocking forever is what is meant; but then select {} says it better.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/progress of the
// repository.
package nilchan
