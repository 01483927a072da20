//go:build !go1.27

package goroutine

// labelsByDefault says that this release may show labels without being told.
const labelsByDefault = false
