package cursor

import "iter"

// FixedFirst is LeakyFirst with the stop that ends the iterator.
func FixedFirst(rows iter.Seq[string]) (string, bool) {
	next, stop := iter.Pull(rows)
	defer stop()
	return next()
}
