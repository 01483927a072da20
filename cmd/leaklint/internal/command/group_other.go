//go:build !unix && !windows

package command

import (
	"os"
	"os/exec"
)

// A group is a command alone: this system has no means to end all that it starts.
type group struct{ cmd *exec.Cmd }

func newGroup(cmd *exec.Cmd) *group { return &group{cmd} }

func (g *group) start() error     { return g.cmd.Start() }
func (g *group) interrupt() error { return g.cmd.Process.Kill() }
func (g *group) kill()            { _ = g.cmd.Process.Kill() }
func (g *group) close()           {}

func endSignals() []os.Signal { return []os.Signal{os.Interrupt} }

// EndWithParent leaves the process as it is.
func EndWithParent() {}
