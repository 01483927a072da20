//go:build unix

package regular_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// TestReadFilePipe pins that a pipe is not opened: nobody would come to write.
func TestReadFilePipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	_, err := regular.ReadFile(name, 1<<20)
	wantError(t, err, name, "is a pipe, not a regular file")
}

// TestReadFileLink pins that a link is what it leads to.
func TestReadFileLink(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "link")
	if err := os.Symlink("/dev/zero", name); err != nil {
		t.Fatal(err)
	}
	_, err := regular.ReadFile(name, 1<<20)
	wantError(t, err, name, "is a device, not a regular file")
}
