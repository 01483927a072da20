// Package janitor has a leak of the kind sleepleak: a cache starts a goroutine
// that sweeps it, and that nothing ends when the cache is dropped.
package janitor

import (
	"sync"
	"time"
)

// LeakyCache forgets its values from time to time.
type LeakyCache struct{ values sync.Map }

// NewLeakyCache returns a cache that is swept in each interval.
func NewLeakyCache(interval time.Duration) *LeakyCache {
	c := new(LeakyCache)
	go func() {
		for {
			time.Sleep(interval)
			c.values.Clear()
		}
	}()
	return c
}
