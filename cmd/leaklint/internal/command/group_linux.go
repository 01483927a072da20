package command

import "syscall"

// endWithThread makes the command get SIGTERM when the thread that starts it
// ends, so that it does not outlive a process that was killed. Run keeps that
// thread to itself until the command has ended.
func endWithThread(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGTERM }
