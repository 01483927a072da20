// Package b lets another package range.
package b

import "b/async"

func never(numbers []int) {
	in := make(chan int)
	go async.Drain(in) // want `nobody closes in`
	for _, n := range numbers {
		in <- n
	}
}

func closes(numbers []int) {
	in := make(chan int)
	go async.Drain(in)
	for _, n := range numbers {
		in <- n
	}
	close(in)
}
