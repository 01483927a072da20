package a

import "context"

type session struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func (s *session) Close() { s.cancel() }

func (s *session) serve() { <-s.ctx.Done() }

// The deferred Close is that of a result which is never set.
func neverSet(ctx context.Context) (result *session) {
	s := &session{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	defer func() {
		if ctx.Err() != nil {
			if result != nil {
				result.Close()
			}
			result = nil
		}
	}()
	go func() { // want `neverSet may return without a call of Close, which leaves this goroutine running forever`
		s.serve()
	}()
	return result
}

// Here it is set.
func set(ctx context.Context) (result *session) {
	s := &session{}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	defer func() {
		if ctx.Err() != nil {
			if result != nil {
				result.Close()
			}
			result = nil
		}
	}()
	go func() {
		s.serve()
	}()
	return s
}
