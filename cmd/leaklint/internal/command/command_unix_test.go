//go:build unix

package command_test

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/command"
)

// TestOutputIsHeld pins that a process which a command leaves behind, as git leaves
// its monitor, neither keeps Run waiting for the output that it holds nor is killed.
func TestOutputIsHeld(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if err := command.Run(t.Context(), &stdout, &stderr, "sh", "-c", "sleep 600 & echo $!"); err != nil {
		t.Errorf("%v: %s", err, stderr.String())
	}
	pid, err := strconv.Atoi(strings.TrimSpace(stdout.String()))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Errorf("what the command left behind: %v", err)
	}
}

// TestCancel pins that Run returns the cause of its context, whether the context
// ends before or while the command runs, and that nothing is written to stderr after
// that.
func TestCancel(t *testing.T) {
	t.Parallel()
	cause := errors.New("enough")
	for _, script := range []string{"exit 0", "trap 'echo interrupted >&2; exit 1' INT; echo ready; while :; do sleep 1; done"} {
		ctx, cancel := context.WithCancelCause(t.Context())
		var stderr bytes.Buffer
		var stdout writerFunc = func(p []byte) (int, error) { cancel(cause); return len(p), nil }
		if script == "exit 0" {
			cancel(cause)
		}
		if err := command.Run(ctx, stdout, &stderr, "sh", "-c", script); err != cause || stderr.Len() > 0 {
			t.Errorf("%s: error %v, want %v, standard error %q", script, err, cause, stderr.String())
		}
	}
}

// TestFailure pins that the command's own end is an *exec.ExitError.
func TestFailure(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	err := command.Run(t.Context(), &stdout, &stderr, "sh", "-c", "echo out; echo err >&2; exit 7")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 || stdout.String() != "out\n" || stderr.String() != "err\n" {
		t.Errorf("error %v, output %q, %q", err, stdout.String(), stderr.String())
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
