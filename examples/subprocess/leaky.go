// Package subprocess has a leak of the kind execleak: a command is started with
// a context, and nobody waits for it.
package subprocess

import (
	"context"
	"io"
	"os/exec"
)

// LeakyTool runs a tool, which writes its output to w.
func LeakyTool(ctx context.Context, w io.Writer, tool string, args ...string) error {
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Stdout = w
	return cmd.Start() // nobody waits for it
}
