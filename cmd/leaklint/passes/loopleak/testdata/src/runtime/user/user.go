// Package user runs loops of packages below.
package user

import "runtime/internal/loops"

func starts(ready chan int) {
	go loops.Schedule(ready)
}
