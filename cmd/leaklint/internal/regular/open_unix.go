//go:build unix

package regular

import "syscall"

// withoutWaiting makes opening a pipe return at once. For regular files it
// changes nothing.
const withoutWaiting = syscall.O_NONBLOCK
