package mailbox

import "sync"

// FixedBox is LeakyBox with a Close that wakes who waits.
type FixedBox struct {
	mu      sync.Mutex
	changed *sync.Cond
	closed  bool
	waiting int
}

// NewFixedBox returns an open box.
func NewFixedBox() *FixedBox {
	b := new(FixedBox)
	b.changed = sync.NewCond(&b.mu)
	return b
}

// Wait returns when the box is closed.
func (b *FixedBox) Wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting++
	for !b.closed {
		b.changed.Wait()
	}
}

// Close ends the waiting.
func (b *FixedBox) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.changed.Broadcast()
}
