package goroutine

import (
	"runtime"
	"sync"
)

// Self is what a goroutine can cheaply know of itself.
type Self struct {
	ID     uint64 // its number
	Bubble uint64 // the number of its synctest bubble, 0 for none
}

// headerRoom is enough for the longest header up to its labels.
const headerRoom = 256

var headerBuffers = sync.Pool{New: func() any { return new([headerRoom]byte) }}

// Current returns the calling goroutine's own number and bubble, which the
// runtime tells only by way of a stack trace. It allocates nothing, and its
// cost grows with the depth of the stack up to 50 frames.
func Current() Self {
	buf := headerBuffers.Get().(*[headerRoom]byte)
	defer headerBuffers.Put(buf)
	line, _ := cutLine(buf[:runtime.Stack(buf[:], false)])
	h := readHeader(line)
	return Self{ID: h.id, Bubble: h.bubble()}
}
