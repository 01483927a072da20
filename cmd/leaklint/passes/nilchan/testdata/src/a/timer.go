package a

import "time"

// A timer that is nil itself has no channel to wait for: whoever comes here panics.
func expire() {
	var t *time.Timer
	go func() { <-t.C }()
}

// This one has none only where the time is nought, and else one that stays nil.
func expires(d time.Duration) {
	var t *time.Timer
	if d > 0 {
		t = time.AfterFunc(d, func() {})
	}
	go func() { <-t.C }() // want `goroutine receives from the C of a time.AfterFunc timer`
}
