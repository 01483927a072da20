// Package ctxleak is the check for this leak: wait on a context that is never canceled.
//
// A goroutine that waits for a context to be done waits forever if nothing ever
// cancels that context. context.Background, context.TODO and context.WithoutCancel
// have no Done channel at all; one that was made with context.WithCancel needs
// somebody who calls its cancel function.
//
// The context of a caller may last as long as the process. A goroutine that watches it
// for one call, to close what the call works with, has to end with the call: else each
// one that returns in time leaves its watcher behind.
//
// # Wrong
//
//	func watch(c *client) {
//		ctx, cancel := context.WithCancel(context.Background())
//		c.cancel = cancel // and nobody calls c.cancel
//		go func() {
//			<-ctx.Done()
//			c.conn.Close()
//		}()
//	}
//
//	func read(ctx context.Context, body io.ReadCloser) ([]byte, error) {
//		go func() {
//			<-ctx.Done() // of the caller: one of these stays for each call
//			body.Close()
//		}()
//		return io.ReadAll(body)
//	}
//
// # Right
//
//	func watch(ctx context.Context, c *client) {
//		ctx, c.cancel = context.WithCancel(ctx) // the caller's context ends it too
//		go func() {
//			<-ctx.Done()
//			c.conn.Close()
//		}()
//	}
//
//	func (c *client) Close() { c.cancel() }
//
//	func read(ctx context.Context, body io.ReadCloser) ([]byte, error) {
//		stop := context.AfterFunc(ctx, func() { body.Close() })
//		defer stop()
//		return io.ReadAll(body)
//	}
//
// # How to fix
//
// Pass on the context of the caller instead of a new root, and call the cancel
// function: with defer in the function that made the context, or in the Close of the
// object that keeps it. For the time of one call, context.AfterFunc and a deferred stop
// take the place of a goroutine that waits.
//
// # When to suppress
//
// When the cancel function is called in a way that the analysis cannot see, for
// instance from another package through an interface.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/connection of the
// repository.
package ctxleak
