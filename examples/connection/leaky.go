// Package connection has a leak of the kind ctxleak: a goroutine waits for a
// context that nobody can cancel, since the cancel function was dropped.
package connection

import (
	"context"
	"io"
)

// LeakySession closes its connection when its context is done.
type LeakySession struct {
	conn io.ReadWriteCloser
	ctx  context.Context
}

// LeakyOpen starts a session, which lives as long as its parent at most.
func LeakyOpen(parent context.Context, conn io.ReadWriteCloser) *LeakySession {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	_ = cancel // nobody calls it
	s := &LeakySession{conn, ctx}
	go func() {
		<-s.ctx.Done()
		s.conn.Close()
	}()
	return s
}

// Close ends the session.
func (s *LeakySession) Close() { s.conn.Close() }
