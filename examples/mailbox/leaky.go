// Package mailbox has a leak of the kind condleak: who waits for a letter does
// not hear that the box was closed.
package mailbox

import "sync"

// LeakyBox is open for letters until it is closed.
type LeakyBox struct {
	mu      sync.Mutex
	changed *sync.Cond
	closed  bool
	waiting int
}

// NewLeakyBox returns an open box.
func NewLeakyBox() *LeakyBox {
	b := new(LeakyBox)
	b.changed = sync.NewCond(&b.mu)
	return b
}

// Wait returns when the box is closed.
func (b *LeakyBox) Wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting++
	for !b.closed {
		b.changed.Wait()
	}
}

// Close ends the waiting.
func (b *LeakyBox) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true // and nobody wakes the waiting
}
