package a

import "sync/atomic"

// What is kept in an atomic variable is not dropped.
type kept struct{ stop chan struct{} }

func newKept() *kept {
	k := &kept{stop: make(chan struct{})}
	go func() { <-k.stop }()
	return k
}

func (k *kept) Close() { close(k.stop) }

var (
	current atomic.Pointer[kept]
	shared  atomic.Value
)

func keep() {
	current.Store(newKept())
	shared.Store(newKept())
}

func keepWrong() bool {
	return newKept() == current.Load() // want `keepWrong`
}
