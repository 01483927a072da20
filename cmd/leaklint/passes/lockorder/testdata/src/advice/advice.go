package advice

import "sync"

type account struct {
	id      int
	mu      sync.Mutex
	balance int
}

func (a *account) transfer(to *account, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	to.mu.Lock() // want `\(\*account\).transfer takes a.mu and then to.mu in the order in which they are passed`
	defer to.mu.Unlock()
	a.balance -= n
	to.balance += n
}

func (a *account) transferRight(to *account, n int) {
	first, second := a, to
	if second.id < first.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	a.balance -= n
	to.balance += n
}
