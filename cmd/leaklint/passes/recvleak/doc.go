// Package recvleak is the check for this leak: receive that nobody answers.
//
// A goroutine that receives from a channel stays until somebody sends on it or
// closes it. When there is a path on which all who could do so leave first (an
// error return before the send, a close that only the good path reaches, no send
// at all), the receiver stays forever.
//
// # Wrong
//
//	func run(tasks []task) error {
//		start := make(chan struct{})
//		for _, t := range tasks {
//			go func() {
//				<-start // stays forever when prepare fails
//				t.do()
//			}()
//		}
//		if err := prepare(); err != nil {
//			return err // skips the close
//		}
//		close(start)
//		return nil
//	}
//
// # Right
//
//	func run(tasks []task) error {
//		if err := prepare(); err != nil {
//			return err // before anybody waits
//		}
//		start := make(chan struct{})
//		for _, t := range tasks {
//			go func() {
//				<-start
//				t.do()
//			}()
//		}
//		close(start)
//		return nil
//	}
//
// # How to fix
//
// Close the channel on every path: defer close(ch) in the one function that sends
// on it. Or start the goroutine only when nothing can fail any more. Or give the
// receiver a way out: a select with <-ctx.Done() beside the receive.
//
// # What comes from outside
//
// signal.Stop, and the Stop of a time.Timer or time.Ticker, end what comes and close
// nothing: who receives then stays.
//
//	t := time.NewTimer(d)
//	defer t.Stop()
//	go func() {
//		<-t.C // stays when work is done in time
//		cancel()
//	}()
//	return work()
//
// Let time.AfterFunc run the function, receive in a select beside a channel that the
// owner closes, or close the channel of the signals after signal.Stop. As long as
// nobody stops them, signals and timers are waited for with a purpose.
//
// # When to suppress
//
// When the goroutine is meant to wait as long as the process lives.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/receive of the
// repository.
package recvleak
