//go:build unix

package replace_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/replace"
)

// In a process of its own, TestMain replaces the file that the environment names,
// under a limit on the size of files that stands for a full disk.
const (
	fileVariable  = "REPLACE_FILE"
	limitVariable = "REPLACE_LIMIT"
)

func TestMain(m *testing.M) {
	name := os.Getenv(fileVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if os.Getenv(limitVariable) != "" {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			panic(err)
		}
	}
	err := replace.File(name, []byte(large), []byte(larger), func(text string) { os.Stdout.WriteString("note: " + text + "\n") })
	if err != nil {
		os.Stdout.WriteString("error: " + err.Error() + "\n")
	}
	os.Exit(0)
}

const limit = 10_000

var (
	large  = strings.Repeat("before ", 1400) // below the limit
	larger = strings.Repeat("after! ", 1500) // above it
)

// replaceIn runs the other process, as a user without rights, and returns what it
// says.
func replaceIn(t *testing.T, name string, full bool) string {
	t.Helper()
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	// A copy, since the user cannot look into the folder of the test binary.
	place, err := os.MkdirTemp("", "replace-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(place) })
	copied := filepath.Join(place, "replace.test")
	if err := errors.Join(os.Chmod(place, 0o755), os.WriteFile(copied, program, 0o755)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied)
	cmd.Dir = place
	cmd.Env = append(os.Environ(), fileVariable+"="+name)
	if full {
		cmd.Env = append(cmd.Env, limitVariable+"=1")
	}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

const nobody = 65534

// theirs makes a file that the other process may write, in a folder with a mode.
func theirs(t *testing.T, folder os.FileMode) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "replace-*")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "demo.go")
	if err := os.WriteFile(name, []byte(large), 0o640); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if err := errors.Join(os.Chown(name, nobody, nobody), os.Chown(dir, nobody, nobody)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, folder); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(os.Chmod(dir, 0o755), os.RemoveAll(dir)) })
	return name
}

// TestFull pins that a full disk changes nothing, beside the file and in place.
func TestFull(t *testing.T) {
	for _, folder := range []os.FileMode{0o755, 0o555} {
		name := theirs(t, folder)
		out := replaceIn(t, name, true)
		if !strings.Contains(out, "error: ") || !strings.Contains(out, "file too large") {
			t.Errorf("folder with mode %o: %q, want an error", folder, out)
		}
		wantContent(t, name, large)
		wantNoBackup(t, out)
	}
}

// TestFolderReadOnly pins that a file in a folder that cannot be written is written
// in place, behind a backup that is named.
func TestFolderReadOnly(t *testing.T) {
	name := theirs(t, 0o555)
	out := replaceIn(t, name, false)
	const want = "note: writing in place, since no file can be made beside it (permission denied); the old content is in "
	if !strings.HasPrefix(out, want) || strings.Contains(out, "error: ") {
		t.Errorf("%q, want %q and no error", out, want)
	}
	wantContent(t, name, larger)
	wantNoBackup(t, out)
}

// wantNoBackup checks that the backup that a note names is removed.
func wantNoBackup(t *testing.T, out string) {
	t.Helper()
	_, rest, ok := strings.Cut(out, "the old content is in ")
	if !ok {
		return
	}
	backup, _, _ := strings.Cut(rest, " ")
	if _, err := os.Stat(filepath.Dir(backup)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the backup %s is still there: %v", backup, err)
	}
}

// TestFileNotOurs pins that a file that may not be written is refused.
func TestFileNotOurs(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a file of another user's")
	}
	name := theirs(t, 0o755)
	if err := os.Chown(name, 0, 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	if out := replaceIn(t, name, false); out != "error: it may not be written\n" {
		t.Errorf("%q, want a refusal", out)
	}
	wantContent(t, name, large)
}

// TestOwner pins that the owner of a file stays, also where that has to be in place:
// somebody who may write the file, and is not its owner.
func TestOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give files away")
	}
	for _, tt := range []struct {
		owner int
		run   func(name string) string
		note  bool
	}{
		{nobody, func(name string) string {
			var note bytes.Buffer
			if err := replace.File(name, []byte(large), []byte(larger), func(text string) { note.WriteString(text) }); err != nil {
				t.Error(err)
			}
			return note.String()
		}, false},
		{0, func(name string) string { return replaceIn(t, name, false) }, true},
	} {
		name := theirs(t, 0o755)
		if err := errors.Join(os.Chown(name, tt.owner, nobody), os.Chmod(name, 0o664)); err != nil {
			t.Fatal(err)
		}
		if out := tt.run(name); strings.Contains(out, "its owner cannot be kept") != tt.note {
			t.Errorf("owner %d: %q", tt.owner, out)
		}
		wantContent(t, name, larger)
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if stat := info.Sys().(*syscall.Stat_t); int(stat.Uid) != tt.owner || info.Mode().Perm() != 0o664 {
			t.Errorf("owner %d, mode %v, want %d and 0664", stat.Uid, info.Mode(), tt.owner)
		}
	}
}
