// Package lockers releases locks of which it is not known which they are.
package lockers

import (
	"errors"
	"sync"
)

// release may be called with the lock of any condition.
func release(l sync.Locker) { l.Unlock() }

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

// What put keeps may be released by the name that the condition has for it.
func (m *mailbox) put(mail string) error {
	m.mu.Lock()
	if mail == "" {
		return errors.New("an empty mail")
	}
	m.mails = append(m.mails, mail)
	m.mu.Unlock()
	return nil
}
