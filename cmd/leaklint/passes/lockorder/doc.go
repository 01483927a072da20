// Package lockorder is the check for this leak: locks taken in opposite orders.
//
// Two goroutines that take the same two locks in opposite orders can each hold one
// and wait for the other's. Both stay forever, and so does everybody who asks for
// one of the locks later. It needs the right moment, so it passes tests and shows
// under load.
//
// # Wrong
//
//	func (a *account) transfer(to *account, n int) {
//		a.mu.Lock()
//		defer a.mu.Unlock()
//		to.mu.Lock() // another goroutine transfers from to to a
//		defer to.mu.Unlock()
//		a.balance -= n
//		to.balance += n
//	}
//
// # Right
//
//	func (a *account) transfer(to *account, n int) {
//		first, second := a, to
//		if second.id < first.id {
//			first, second = second, first
//		}
//		first.mu.Lock()
//		defer first.mu.Unlock()
//		second.mu.Lock()
//		defer second.mu.Unlock()
//		a.balance -= n
//		to.balance += n
//	}
//
// # How to fix
//
// Give the locks one order and keep it everywhere, or take only one lock at a time:
// copy what is needed, unlock, then go on. One lock for both things is often enough.
//
// # When to suppress
//
// When another lock, which is always taken first, keeps the two orders apart.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/exchange of the
// repository.
package lockorder
