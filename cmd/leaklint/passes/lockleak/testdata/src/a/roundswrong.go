package a

import "sync"

// A ledger waits for its goroutine under the lock that a round of it asks for.
type ledger struct {
	mu      sync.Mutex
	updates chan int
	done    chan struct{}
	sum     int
}

func newLedger() *ledger {
	l := &ledger{updates: make(chan int, 1), done: make(chan struct{})}
	go func() {
		defer close(l.done)
		for n := range l.updates {
			l.apply(n)
		}
	}()
	return l
}

func (l *ledger) apply(n int) {
	l.mu.Lock()
	l.sum += n
	l.mu.Unlock()
}

func (l *ledger) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.updates)
	<-l.done // want `\(\*ledger\).stop receives from done while it holds l.mu, which whoever sends or closes asks for first, so both block forever`
}
