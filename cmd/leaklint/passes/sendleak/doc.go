// Package sendleak is the check for this leak: send that nobody takes.
//
// A goroutine that sends on a channel stays until somebody receives. When the
// only receiver can leave first, because of a timeout, a canceled context, an
// error, or because the first of several results is enough, the sender stays
// forever, and with it everything that its stack refers to.
//
// A channel with a buffer that is used as a semaphore blocks its senders too, when a
// function puts its token in and returns on some path without taking one out again: after
// as many such returns as there are tokens, everybody waits. Take it out with defer.
//
// # Wrong
//
//	func first(ctx context.Context, urls []string) (string, error) {
//		out := make(chan string)
//		for _, u := range urls {
//			go func() { out <- get(u) }() // all but one of these stay forever
//		}
//		select {
//		case s := <-out:
//			return s, nil
//		case <-ctx.Done():
//			return "", ctx.Err() // now even the first one stays
//		}
//	}
//
// # Right
//
//	func first(ctx context.Context, urls []string) (string, error) {
//		out := make(chan string, len(urls)) // room for every sender
//		for _, u := range urls {
//			go func() { out <- get(u) }()
//		}
//		select {
//		case s := <-out:
//			return s, nil
//		case <-ctx.Done():
//			return "", ctx.Err()
//		}
//	}
//
// # How to fix
//
// Give the channel room for every value that is sent, where their number is known:
// make(chan T, n). Where it is not, put the send into a select beside <-ctx.Done()
// or beside a channel that the receiver closes when it leaves.
//
// A buffer of constant size is only enough where the number of sends is a constant,
// too. And who waits for a done channel, or a WaitGroup, before receiving waits
// forever: the goroutine sends first.
//
//	go func() {
//		defer close(done)
//		results <- compute()
//	}()
//	<-done // take the result first, or give it room: make(chan T, 1)
//	return <-results
//
// # When to suppress
//
// When the receiver is known to take every value in a way that the analysis cannot
// see, for instance through a channel kept in a map.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/firstwins of the
// repository.
package sendleak
