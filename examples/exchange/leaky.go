// Package exchange has a leak of the kind lockorder: two functions take the same
// two locks in opposite orders, and each gets one of them.
package exchange

import "sync"

// LeakyBank keeps its money in two vaults, each with a lock of its own.
type LeakyBank struct {
	goldLock, cashLock sync.Mutex
	gold, cash         int
}

// Buy turns cash into gold.
func (b *LeakyBank) Buy(n int, agreed func()) {
	b.cashLock.Lock()
	defer b.cashLock.Unlock()
	agreed()
	b.goldLock.Lock() // Sell holds it, and asks for cashLock
	defer b.goldLock.Unlock()
	b.cash, b.gold = b.cash-n, b.gold+n
}

// Sell turns gold into cash.
func (b *LeakyBank) Sell(n int, agreed func()) {
	b.goldLock.Lock()
	defer b.goldLock.Unlock()
	agreed()
	b.cashLock.Lock()
	defer b.cashLock.Unlock()
	b.cash, b.gold = b.cash+n, b.gold-n
}
