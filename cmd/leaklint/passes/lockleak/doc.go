// Package lockleak is the check for this leak: lock that nobody releases.
//
// A goroutine that asks for a lock waits until it is released. A return that skips
// Unlock, a second Lock of a mutex by the goroutine that holds it, and a lock that
// is held during a wait for something that itself needs the lock, keep it waiting
// forever, and everybody who comes after it. So does a send under a lock to a receiver
// that may leave, when its client is gone, and then asks for that lock to be taken off
// the list.
//
// # Wrong
//
//	func (c *cache) get(key string) (string, error) {
//		c.mu.Lock()
//		v, ok := c.values[key]
//		if !ok {
//			return "", errMissing // the lock is never released
//		}
//		c.mu.Unlock()
//		return v, nil
//	}
//
// # Right
//
//	func (c *cache) get(key string) (string, error) {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		v, ok := c.values[key]
//		if !ok {
//			return "", errMissing
//		}
//		return v, nil
//	}
//
// # How to fix
//
// Write defer mu.Unlock() in the line after mu.Lock(). Do not call a method that
// locks from one that holds the lock: split off a part that expects the lock to be
// held. Do not send, receive or wait while holding a lock: copy what is needed and
// release it first, or give the send a way out in a select. Remember that a waiting
// RWMutex.Lock keeps further RLocks out, also those of a goroutine that reads
// already.
//
// # When to suppress
//
// When the lock is handed over to another goroutine, which releases it.
//
// # Example
//
// The whole program, its test and what both halves say of it: examples/account of the
// repository.
package lockleak
