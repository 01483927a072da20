package a

import (
	"errors"
	"sync"
)

// The lock of a condition is one like others: that the condition has its address does
// not mean that somebody releases it.
type mailbox struct {
	mu    sync.Mutex
	cond  *sync.Cond
	mails []string
}

func newMailbox() *mailbox {
	m := new(mailbox)
	m.cond = sync.NewCond(&m.mu)
	return m
}

func (m *mailbox) put(mail string) error {
	m.mu.Lock() // want `\(\*mailbox\).put may return without releasing m.mu`
	if mail == "" {
		return errors.New("an empty mail")
	}
	m.mails = append(m.mails, mail)
	m.mu.Unlock()
	m.cond.Signal()
	return nil
}

func (m *mailbox) take() string {
	m.cond.L.Lock()
	defer m.cond.L.Unlock()
	for len(m.mails) == 0 {
		m.cond.Wait()
	}
	mail := m.mails[0]
	m.mails = m.mails[1:]
	return mail
}

// The lock is released by the name that the condition has for it.
func (m *mailbox) drop() bool {
	m.mu.Lock()
	if len(m.mails) == 0 {
		m.cond.L.Unlock()
		return false
	}
	m.mails = nil
	m.mu.Unlock()
	return true
}

// A Ledger gives its condition to everybody, who may release the lock by it.
type Ledger struct {
	mu   sync.Mutex
	Cond *sync.Cond
	sum  int
}

// NewLedger makes an empty one.
func NewLedger() *Ledger {
	l := new(Ledger)
	l.Cond = sync.NewCond(&l.mu)
	return l
}

func (l *Ledger) begin(sum int) bool {
	l.mu.Lock()
	if sum > 0 {
		l.sum += sum
		return true
	}
	l.mu.Unlock()
	return false
}
