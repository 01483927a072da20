// Package httpleak is the check for this leak: HTTP body, connection or server left open.
//
// An HTTP client keeps a connection open as long as the body of its response is not
// read and closed, and two goroutines with it; an idle connection keeps them until
// the transport closes it. That holds for each round of a loop that makes a request,
// also for those that go on early. A server has a goroutine for each connection until
// Shutdown or Close.
//
// # Wrong
//
//	func status(url string) (int, error) {
//		resp, err := http.Get(url)
//		if err != nil {
//			return 0, err
//		}
//		return resp.StatusCode, nil // two goroutines and a connection stay
//	}
//
// # Right
//
//	func status(url string) (int, error) {
//		resp, err := http.Get(url)
//		if err != nil {
//			return 0, err
//		}
//		defer resp.Body.Close()
//		return resp.StatusCode, nil
//	}
//
// # How to fix
//
// Close the body right after the error check. Use one client for many requests, not
// a new http.Transport for each. In a test, call srv.Close of an httptest.Server and
// CloseIdleConnections of the client that spoke with it. Call Shutdown of a server
// on the way out.
//
// # When to suppress
//
// When what is left is an idle connection of http.DefaultClient, which the next
// request uses again.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/client of the
// repository.
package httpleak
