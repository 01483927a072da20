//go:build !unix

package triage

// openWithoutWaiting is nothing where opening a file does not wait.
const openWithoutWaiting = 0
