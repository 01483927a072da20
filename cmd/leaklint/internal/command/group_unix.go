//go:build unix

package command

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// A group is a command and the process group that it leads.
type group struct{ cmd *exec.Cmd }

func newGroup(cmd *exec.Cmd) *group {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithThread(cmd.SysProcAttr)
	return &group{cmd}
}

func (g *group) start() error { return g.cmd.Start() }

// interrupt does what Ctrl-C does. The go command takes that, and not SIGTERM, as
// a reason to remove its work folder before it ends; its tools just end.
func (g *group) interrupt() error {
	err := syscall.Kill(-g.cmd.Process.Pid, syscall.SIGINT)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

// kill ends what is left of the group. It may be called right after the leader
// was waited for: as long as the group has a member, its number is not used anew.
func (g *group) kill() { _ = syscall.Kill(-g.cmd.Process.Pid, syscall.SIGKILL) }

func (g *group) close() {}

// endSignals are the signals that ask a process to end. Under nohup, a hangup
// does not.
func endSignals() []os.Signal {
	list := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

// EndWithParent makes the process end within about a second of its parent. No
// signal tells all systems' children of that, but they get another parent. Who was
// left before this call does not notice, and ends with its work.
func EndWithParent() {
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(time.Second)
		}
		os.Exit(1)
	}()
}
