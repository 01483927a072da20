// Package ctxignored is the check for this leak: work that ignores the context at hand.
//
// The context of an HTTP request is done when the client is gone or the handler has
// returned. A goroutine that the handler starts and that then sleeps or waits
// without looking at that context outlives the request; under load such goroutines
// pile up faster than they end.
//
// # Wrong
//
//	func handle(w http.ResponseWriter, r *http.Request) {
//		go func() {
//			time.Sleep(10 * time.Second) // whatever becomes of the request
//			refresh(r.URL.Path)
//		}()
//	}
//
// # Right
//
//	func handle(w http.ResponseWriter, r *http.Request) {
//		go func() {
//			select {
//			case <-time.After(10 * time.Second):
//			case <-r.Context().Done():
//				return
//			}
//			refresh(r.URL.Path)
//		}()
//	}
//
// # How to fix
//
// Select on r.Context().Done() beside every wait. Where the work is meant to go on
// after the request, say so and bound it:
//
//	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Minute)
//
// # When to suppress
//
// When the work is meant to outlive the request and its number is bounded elsewhere.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/handler of the
// repository.
package ctxignored
