package exchange

import "sync"

// FixedBank is LeakyBank with one order for both locks.
type FixedBank struct {
	goldLock, cashLock sync.Mutex
	gold, cash         int
}

// Buy turns cash into gold.
func (b *FixedBank) Buy(n int, agreed func()) {
	b.cashLock.Lock()
	defer b.cashLock.Unlock()
	agreed()
	b.goldLock.Lock()
	defer b.goldLock.Unlock()
	b.cash, b.gold = b.cash-n, b.gold+n
}

// Sell turns gold into cash.
func (b *FixedBank) Sell(n int, agreed func()) {
	b.cashLock.Lock()
	defer b.cashLock.Unlock()
	agreed()
	b.goldLock.Lock()
	defer b.goldLock.Unlock()
	b.cash, b.gold = b.cash+n, b.gold-n
}
