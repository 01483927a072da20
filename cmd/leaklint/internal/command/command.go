// Package command runs a command so that it ends together with all that it
// started, and turns the signals that ask a program to end into the end of a
// context.
//
// The go command is why: when it alone is killed, its vet tools and compilers
// live on. So a command gets a process group of its own (on Windows: a job
// object), and it is the group that is ended. A terminal's Ctrl-C does not reach
// such a group by itself; it ends by what this package sends. As the group is in
// the background of the terminal, the command has no standard input.
package command

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// patience is how long a command that was interrupted may take before its group
// is killed, and how long its output may stay open after its end: a process that
// left the group may hold it forever. The go command ends its work within
// milliseconds.
const patience = 5 * time.Second

// Run runs a command to its end. When ctx is done it interrupts the command's
// whole group, kills what is left of it, and returns the cause of ctx. From then
// on nothing is written to stderr: what the processes say of their end is not news.
func Run(ctx context.Context, stdout, stderr io.Writer, name string, args ...string) error {
	runtime.LockOSThread() // on Linux the command is told when the thread that started it ends
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = stdout, until{ctx, stderr}
	cmd.WaitDelay = patience
	g := newGroup(cmd)
	cmd.Cancel = g.interrupt
	if err := running.start(ctx, g); err != nil {
		return err
	}
	err := cmd.Wait()
	if ctx.Err() != nil || killed(err) {
		g.kill()
	}
	running.remove(g)
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // all that the command itself wrote is read
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}

// killed reports whether a command was ended by a signal, and not by itself: then
// those that it would have waited for are left.
func killed(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && !exit.Exited()
}

// until writes until its context is done.
type until struct {
	ctx context.Context
	w   io.Writer
}

func (u until) Write(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return len(p), nil
	}
	return u.w.Write(p)
}

// running are the groups that Run waits for.
var running groups

type groups struct {
	mu  sync.Mutex
	all map[*group]bool
}

// start starts a group's command. Either killAndExit finds it, or ctx was done before.
func (s *groups) start(ctx context.Context, g *group) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := g.start(); err != nil {
		return err
	}
	if s.all == nil {
		s.all = make(map[*group]bool)
	}
	s.all[g] = true
	return nil
}

func (s *groups) remove(g *group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, g)
	g.close()
}

// killAndExit kills all groups and ends the process. No Run returns before that.
func (s *groups) killAndExit(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for g := range s.all {
		g.kill()
	}
	os.Exit(code)
}
