// Package heartbeat has a leak of the kind tickerleak: Stop ends the ticks, and
// does not close the channel that the loop ranges over.
package heartbeat

import "time"

// LeakyHeart beats in regular intervals.
type LeakyHeart struct{ ticker *time.Ticker }

// LeakyStart calls beat in each interval until Stop.
func LeakyStart(interval time.Duration, beat func()) *LeakyHeart {
	h := &LeakyHeart{time.NewTicker(interval)}
	go func() {
		for range h.ticker.C {
			beat()
		}
	}()
	return h
}

// Stop ends the heartbeat.
func (h *LeakyHeart) Stop() { h.ticker.Stop() } // does not close h.ticker.C
