// Package cursor has a leak of the kind pullleak: the iterator behind iter.Pull
// waits to be asked for more.
package cursor

import "iter"

// LeakyFirst returns the first row, and whether there is one.
func LeakyFirst(rows iter.Seq[string]) (string, bool) {
	next, _ := iter.Pull(rows)
	return next() // the rest of rows waits forever
}
