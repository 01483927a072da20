package model

import "golang.org/x/tools/go/ssa"

// An Outside is what a function does to what the world outside of the program sends
// on a channel: the signals of the process, or a timer. It never closes the channel.
type Outside int

// What functions do.
const (
	Feed  Outside = iota // the outside sends on the channel that is the first argument
	Mute                 // it sends no more on the first argument, or on the channel in that
	Timer                // it sends on the channel in the field C of the result
)

// Feeds reports whether the function is a [Feed].
func Feeds(fn *ssa.Function) bool { return is(fn, Feed) }

// Mutes reports whether the function is a [Mute].
func Mutes(fn *ssa.Function) bool { return is(fn, Mute) }

// MakesTimer reports whether the function is a [Timer].
func MakesTimer(fn *ssa.Function) bool { return is(fn, Timer) }

func is(fn *ssa.Function, what Outside) bool {
	does, ok := find[Outside](fn)
	return ok && does == what
}
