// Package rangeleak is the check for this leak: range over a channel that is never closed.
//
// A range over a channel ends when the channel is closed, and not before. If
// nobody closes it, or the close is skipped on some path, the goroutine that
// ranges stays after the last value, forever.
//
// # Wrong
//
//	func process(items []item, workers int) {
//		jobs := make(chan item)
//		for range workers {
//			go func() {
//				for it := range jobs { // nobody closes jobs
//					it.do()
//				}
//			}()
//		}
//		for _, it := range items {
//			jobs <- it
//		}
//	}
//
// # Right
//
//	func process(items []item, workers int) {
//		jobs := make(chan item)
//		defer close(jobs) // every worker ends after the last item
//		for range workers {
//			go func() {
//				for it := range jobs {
//					it.do()
//				}
//			}()
//		}
//		for _, it := range items {
//			jobs <- it
//		}
//	}
//
// # How to fix
//
// Let the one who sends close the channel when it has sent everything, best with
// defer close(ch). If there are several senders, wait for them and then close. If
// the channel belongs to an object, close it in the object's Close or Stop; or
// receive in a select beside the channel that ends the object.
//
// signal.Stop does not close the channel of the signals: close it then.
//
// # When to suppress
//
// When the goroutine is meant to serve as long as the process lives.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/workerpool of the
// repository.
package rangeleak
