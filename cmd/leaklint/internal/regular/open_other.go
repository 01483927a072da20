//go:build !unix

package regular

// withoutWaiting is nothing where opening a file does not wait.
const withoutWaiting = 0
