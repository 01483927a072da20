package account

import "sync"

// FixedAccount is LeakyAccount with an unlock on every way out.
type FixedAccount struct {
	mu      sync.Mutex
	balance int
}

// Withdraw takes n out of the account.
func (a *FixedAccount) Withdraw(n int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balance < n {
		return errTooLow
	}
	a.balance -= n
	return nil
}
