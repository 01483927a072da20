// Package stream has a leak of the kind ioleak: a client reads the events of a
// stream, as with gRPC, and its context does not end the read.
package stream

import (
	"bufio"
	"context"
	"io"
)

// LeakyWatch hands over the events of a stream until ctx is done.
func LeakyWatch(ctx context.Context, conn io.ReadCloser, handle func(event string)) {
	go func() {
		events := bufio.NewScanner(conn) // does not look at ctx
		for events.Scan() && ctx.Err() == nil {
			handle(events.Text())
		}
	}()
}
