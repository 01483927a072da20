//go:build unix

package triage

import "syscall"

// openWithoutWaiting makes opening a pipe return at once. For regular files it
// changes nothing.
const openWithoutWaiting = syscall.O_NONBLOCK
