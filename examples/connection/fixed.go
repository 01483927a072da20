package connection

import (
	"context"
	"io"
)

// FixedSession closes its connection when its context is done.
type FixedSession struct {
	conn   io.ReadWriteCloser
	ctx    context.Context
	cancel context.CancelFunc
}

// FixedOpen starts a session, which Close ends.
func FixedOpen(parent context.Context, conn io.ReadWriteCloser) *FixedSession {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	s := &FixedSession{conn, ctx, cancel}
	go func() {
		<-s.ctx.Done()
		s.conn.Close()
	}()
	return s
}

// Close ends the session.
func (s *FixedSession) Close() { s.cancel() }
