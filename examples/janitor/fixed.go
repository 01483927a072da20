package janitor

import (
	"context"
	"sync"
	"time"
)

// FixedCache is LeakyCache with a context that ends the sweeping.
type FixedCache struct{ values sync.Map }

// NewFixedCache returns a cache that is swept in each interval until ctx is done.
func NewFixedCache(ctx context.Context, interval time.Duration) *FixedCache {
	c := new(FixedCache)
	go func() {
		for {
			select {
			case <-time.After(interval):
				c.values.Clear()
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}
