// Package progress has a leak of the kind nilchan: a goroutine reports on a
// channel that was never made.
package progress

// LeakyUpload has the channel on which its progress is reported.
type LeakyUpload struct{ progress chan int }

// LeakyStart sends the parts and reports how many there are so far.
func LeakyStart(parts []string, send func(string)) *LeakyUpload {
	var progress chan int // nil: nobody made it
	go func() {
		for i, part := range parts {
			send(part)
			progress <- i + 1
		}
		close(progress)
	}()
	return &LeakyUpload{progress}
}
