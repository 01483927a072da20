// Package account has a leak of the kind lockleak: an early return skips the
// unlock, and whoever asks next waits forever.
package account

import (
	"errors"
	"sync"
)

var errTooLow = errors.New("balance too low")

// LeakyAccount has an amount of money.
type LeakyAccount struct {
	mu      sync.Mutex
	balance int
}

// Withdraw takes n out of the account.
func (a *LeakyAccount) Withdraw(n int) error {
	a.mu.Lock()
	if a.balance < n {
		return errTooLow // the lock is never released
	}
	a.balance -= n
	a.mu.Unlock()
	return nil
}
