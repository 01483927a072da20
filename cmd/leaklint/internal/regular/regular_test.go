package regular_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

func TestReadFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(name, []byte("package a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int64{10, 11, 1 << 40} {
		got, err := regular.ReadFile(name, limit)
		if err != nil || string(got) != "package a\n" {
			t.Errorf("within %d bytes: %q, %v", limit, got, err)
		}
	}
	_, err := regular.ReadFile(name, 9)
	wantError(t, err, name, "has 10 bytes, more than the 9 that are read")
}

// TestReadFileLarge pins that the size is asked before anything is read.
func TestReadFileLarge(t *testing.T) {
	name := filepath.Join(t.TempDir(), "large")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(10 << 30); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	_, err = regular.ReadFile(name, 64<<20)
	wantError(t, err, name, "more than the 67108864 that are read")
}

func TestReadFileMissing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "missing")
	_, err := regular.ReadFile(name, 1)
	if !os.IsNotExist(err) {
		t.Errorf("error %v, want one that says so", err)
	}
	wantError(t, err, "open "+name+": ")
}

func TestReadFileFolder(t *testing.T) {
	dir := t.TempDir()
	_, err := regular.ReadFile(dir, 1<<20)
	wantError(t, err, dir, "is a folder, not a regular file")
}

func TestReadFileDevice(t *testing.T) {
	_, err := regular.ReadFile(os.DevNull, 1<<20)
	wantError(t, err, os.DevNull, "not a regular file")
}

func TestReadFileSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // names of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "s")
	l, err := net.Listen("unix", name)
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	defer l.Close()
	if info, err := os.Stat(name); err != nil || info.Mode()&os.ModeSocket == 0 {
		t.Skipf("a socket is no file here: %v", err)
	}
	_, err = regular.ReadFile(name, 1<<20)
	wantError(t, err, name, "is a socket, not a regular file")
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want %q in it", err, part)
		}
	}
}
