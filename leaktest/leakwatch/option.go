package leakwatch

import "time"

// An Option changes how a [Watcher] works.
type Option func(*options)

type options struct {
	every     time.Duration
	window    int
	onSuspect func(Group)
	ignored   map[string]bool
}

// Every sets the time between two samples. The default is a minute, and what is not
// positive means the default.
func Every(d time.Duration) Option {
	return func(o *options) {
		if d > 0 {
			o.every = d
		}
	}
}

// smallestWindow is how many samples there are at least: two in each third, so that
// a third can be flat.
const smallestWindow = 6

// Window sets how many samples are kept: the trend is that of this time. The default
// is 60, an hour with the default of [Every]; less than 6 means 6. Each group that was
// seen in the window takes 8 bytes a sample.
func Window(samples int) Option {
	return func(o *options) { o.window = max(samples, smallestWindow) }
}

// OnSuspect sets a function that is called when a group becomes suspect, and again
// when it does after the suspicion was withdrawn. It is called by the watcher's
// goroutine, one call after the other: while it runs no sample is taken, and
// [Watcher.Stop] waits for it.
func OnSuspect(f func(Group)) Option {
	return func(o *options) { o.onSuspect = f }
}

// Ignore leaves out the groups whose stack has one of the functions, by its full name
// as a goroutine profile shows it: net/http.(*persistConn).readLoop. They stay in the
// number of all goroutines.
func Ignore(functions ...string) Option {
	return func(o *options) {
		for _, f := range functions {
			o.ignored[f] = true
		}
	}
}
