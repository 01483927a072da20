// Package condleak is the check for this leak: condition that nobody signals.
//
// Cond.Wait sleeps until another goroutine calls Signal or Broadcast. Signal wakes
// one of those that wait at that moment: a Signal that comes before the Wait, or
// one where two wait, leaves a goroutine asleep, and so does a shutdown that
// changes the state and tells nobody.
//
// # Wrong
//
//	func (q *queue) pop() (item, bool) {
//		q.mu.Lock()
//		defer q.mu.Unlock()
//		for len(q.items) == 0 && !q.closed {
//			q.cond.Wait()
//		}
//		return q.take()
//	}
//
//	func (q *queue) close() {
//		q.mu.Lock()
//		q.closed = true
//		q.mu.Unlock() // whoever sleeps in pop does not hear of it
//	}
//
// # Right
//
//	func (q *queue) close() {
//		q.mu.Lock()
//		q.closed = true
//		q.mu.Unlock()
//		q.cond.Broadcast() // all of them look again, and leave
//	}
//
// # How to fix
//
// Broadcast on every change that may end a Wait, the shutdown above all. Wait in a
// loop that tests the state under the lock. A channel that is closed does the same
// and can stand in a select beside <-ctx.Done().
//
// # When to suppress
//
// When the waiting goroutines are meant to live as long as the process.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/mailbox of the
// repository.
package condleak
