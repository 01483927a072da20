// Package async takes what others send.
package async

// Drain receives until in is closed.
func Drain[T any](in <-chan T) {
	for range in {
	}
}
