// Package async has functions that handle the channels of others.
package async

// Publish sends v.
func Publish[T any](out chan<- T, v T) { out <- v }

// Take receives.
func Take[T any](in <-chan T) T { return <-in }

var kept []chan int

// Keep hands the channel to nobody knows whom.
func Keep(ch chan int) { kept = append(kept, ch) }

// Unbuffered has no room.
func Unbuffered() chan int { return make(chan int) }

// Buffered has room for one.
func Buffered() chan int { return make(chan int, 1) }

// Drop receives what it does not look at.
func Drop[T any](in <-chan T) { <-in }
