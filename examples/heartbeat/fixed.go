package heartbeat

import "time"

// FixedHeart is LeakyHeart with a channel that says when it is over.
type FixedHeart struct{ stop chan struct{} }

// FixedStart calls beat in each interval until Stop.
func FixedStart(interval time.Duration, beat func()) *FixedHeart {
	h := &FixedHeart{make(chan struct{})}
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				beat()
			case <-h.stop:
				return
			}
		}
	}()
	return h
}

// Stop ends the heartbeat.
func (h *FixedHeart) Stop() { close(h.stop) }
