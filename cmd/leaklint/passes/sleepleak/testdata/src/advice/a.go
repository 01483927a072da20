// Package advice registers a function that starts a goroutine without an end.
package advice

import "time"

func init() {
	register(func() {
		go poll() // want `goroutine sleeps in a loop without a way out, so each call of a function in init leaves one behind`
	})
}

func register(constructor func()) { constructors = append(constructors, constructor) }

var constructors []func()

func poll() {
	for {
		time.Sleep(time.Minute)
	}
}
