package a

import "sync"

// An inbox is locked for its length first, and again for each item but the first.
type inbox struct {
	mu    sync.Mutex
	items []string
}

func (b *inbox) handle() bool {
	b.mu.Lock()
	n := len(b.items)
	if n == 0 {
		b.mu.Unlock()
		return false
	}
	for i := 0; i < n; i++ {
		if i > 0 {
			b.mu.Lock()
		}
		item := b.items[0]
		b.items = b.items[1:]
		b.mu.Unlock()
		println(item)
	}
	return true
}

// Here it is locked again for the first one, too.
func (b *inbox) handleTwice() bool {
	b.mu.Lock()
	n := len(b.items)
	for i := 0; i < n; i++ {
		if i >= 0 {
			b.mu.Lock() // want `\(\*inbox\).handleTwice locks b.mu again while it holds it, which blocks forever`
		}
		println(b.items[i])
		b.mu.Unlock()
	}
	return true
}
