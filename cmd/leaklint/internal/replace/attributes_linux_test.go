package replace_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/replace"
)

// TestAttributes pins that extended attributes stay.
func TestAttributes(t *testing.T) {
	name := write(t)
	if err := syscall.Setxattr(name, "user.origin", []byte("here"), 0); err != nil {
		t.Skipf("no extended attributes here: %v", err)
	}
	var notes []string
	if err := replace.File(name, []byte(before), []byte(after), func(text string) { notes = append(notes, text) }); err != nil {
		t.Fatal(err)
	}
	wantContent(t, name, after)
	value := make([]byte, 16)
	n, err := syscall.Getxattr(name, "user.origin", value)
	if err != nil || string(value[:n]) != "here" {
		t.Errorf("attribute %q, %v", value[:max(n, 0)], err)
	}
	if len(notes) != 1 || !strings.Contains(notes[0], "its extended attributes cannot be kept") {
		t.Errorf("notes %q, want one on the attributes", notes)
	}
}

// TestFullDisk pins on a file system that is really full, where it can be made,
// that nothing is lost.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16k"); err != nil {
		t.Skipf("no small file system can be made: %v", err)
	}
	defer syscall.Unmount(dir, 0)
	folder := filepath.Join(dir, "folder")
	name := filepath.Join(folder, "demo.go")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(large), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := replace.File(name, []byte(large), []byte(larger), noNote(t)); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v, want that the disk is full", err)
	}
	wantContent(t, name, large)
}
