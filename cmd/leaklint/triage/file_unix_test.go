//go:build unix

package triage_test

import (
	"net"
	"os"
	"syscall"
	"testing"
)

// TestNoRegularFile: what is no regular file is refused without waiting for
// somebody to write to it.
func TestNoRegularFile(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Skip(err)
	}
	l, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := os.Symlink("pipe", "link"); err != nil {
		t.Fatal(err)
	}
	const advice = ", not a regular file; leaklint triage - reads standard input\n"
	for name, want := range map[string]string{
		"pipe":      "it is a pipe" + advice,
		"link":      "it is a pipe" + advice,
		"socket":    "it is a socket" + advice,
		"/dev/zero": "it is a device" + advice,
		"/dev/null": "it is a device" + advice,
	} {
		code, stdout, stderr := run(t, name)
		if want := "leaklint: " + name + ": " + want; code != 1 || stderr != want || stdout != "" {
			t.Errorf("%s: exit code %d, stderr %q, want 1 and %q", name, code, stderr, want)
		}
	}
}
