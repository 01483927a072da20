// Package yaml has a dot in the last element of its import path, which the
// linker escapes in function names.
package yaml

// A Decoder has a method that blocks.
type Decoder struct{ C chan int }

// Decode blocks forever.
func (d *Decoder) Decode() { <-d.C }
