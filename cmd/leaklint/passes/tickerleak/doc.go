// Package tickerleak is the check for this leak: ticker loop without an exit.
//
// The channel of a time.Ticker is never closed: Stop only ends the ticks. So a range
// over it never ends; after Stop it waits forever. A loop that receives a tick at a
// time needs another way out as well.
//
// # Wrong
//
//	func (s *sink) startFlush() {
//		s.ticker = time.NewTicker(time.Minute)
//		go func() {
//			for range s.ticker.C { // Stop does not close C
//				s.flush()
//			}
//		}()
//	}
//
//	func (s *sink) Close() { s.ticker.Stop() }
//
// # Right
//
//	func (s *sink) startFlush() {
//		s.ticker = time.NewTicker(time.Minute)
//		go func() {
//			for {
//				select {
//				case <-s.done:
//					return
//				case <-s.ticker.C:
//					s.flush()
//				}
//			}
//		}()
//	}
//
//	func (s *sink) Close() { s.ticker.Stop(); close(s.done) }
//
// # How to fix
//
// Select on the ticker's channel and on a context or a stop channel that is closed
// where the ticker is stopped.
//
// # When to suppress
//
// When the goroutine is meant to live as long as the process and is started once, in
// a way that the analysis cannot see: say so with //leaklint:daemon and the reason.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/heartbeat of the
// repository.
package tickerleak
