package subprocess

import (
	"context"
	"io"
	"os/exec"
	"time"
)

// FixedTool is LeakyTool with a wait, which is short when ctx is done.
func FixedTool(ctx context.Context, w io.Writer, tool string, args ...string) error {
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Stdout = w
	cmd.WaitDelay = time.Second
	return cmd.Run()
}
