// Package a calls methods of its parameters.
package a

import (
	"context"
	"io"
)

func Direct(r io.Reader, p []byte) { // want Direct:`invoke\[\{0 Read\}\]`
	r.Read(p)
}

func Through(p []byte, r io.Reader) error { // want Through:`invoke\[\{1 Read\}\]`
	_, err := io.ReadFull(r, p)
	return err
}

func Deferred(c io.Closer) { // want Deferred:`invoke\[\{0 Close\}\]`
	defer c.Close()
}

// A goroutine of its own calls it, so this function does not wait for it.
func Started(c io.Closer) { go c.Close() }

func Kept(c io.Closer) func() error { return c.Close }

func Done(ctx context.Context) { <-ctx.Done() }
