package stream

import (
	"bufio"
	"context"
	"io"
)

// FixedWatch is LeakyWatch with a context that ends the read.
func FixedWatch(ctx context.Context, conn io.ReadCloser, handle func(event string)) {
	context.AfterFunc(ctx, func() { conn.Close() })
	go func() {
		events := bufio.NewScanner(conn)
		for events.Scan() && ctx.Err() == nil {
			handle(events.Text())
		}
	}()
}
