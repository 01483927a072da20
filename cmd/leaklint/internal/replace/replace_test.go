package replace_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/replace"
)

const before, after = "package demo\n", "package demo\n\nvar x int\n"

// write makes a file with the old content and returns its name.
func write(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "demo.go")
	if err := os.WriteFile(name, []byte(before), 0o640); err != nil {
		t.Fatal(err)
	}
	return name
}

// wantContent checks a file, and that nothing else is left in its folder.
func wantContent(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil || string(got) != want {
		t.Errorf("content %q, %v, want %q", got, err, want)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v, want one file", entries, err)
	}
}

// noNote fails when a file is written in place.
func noNote(t *testing.T) func(string) {
	return func(text string) { t.Errorf("note %q, want none", text) }
}

func TestFile(t *testing.T) {
	name := write(t)
	if err := replace.File(name, []byte(before), []byte(after), noNote(t)); err != nil {
		t.Fatal(err)
	}
	wantContent(t, name, after)
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v, want that of the old file", info.Mode(), err)
	}
}

// TestRefuses pins what is left alone, and why.
func TestRefuses(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(name string) error
		want    string
	}{
		{"changed", func(name string) error { return os.WriteFile(name, []byte(before+"\n"), 0o640) }, "it has changed since it was analyzed"},
		{"shorter", func(name string) error { return os.Truncate(name, 3) }, "it has changed since it was analyzed"},
		{"read-only", func(name string) error { return os.Chmod(name, 0o440) }, "it is read-only"},
		{"link", func(name string) error {
			return errors.Join(os.Rename(name, name+".real"), os.Symlink("demo.go.real", name))
		}, "it is a link to demo.go.real"},
		{"two names", func(name string) error { return os.Link(name, name+".too") }, "it has 2 names (hard links), of which a new file would keep one"},
		{"folder", func(name string) error { return errors.Join(os.Remove(name), os.Mkdir(name, 0o755)) }, "it is not a regular file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := write(t)
			if err := tt.prepare(name); err != nil {
				t.Skip(err)
			}
			was, _ := os.ReadFile(name)
			err := replace.File(name, []byte(before), []byte(after), noNote(t))
			var refusal replace.Refusal
			if !errors.As(err, &refusal) || refusal.Error() != tt.want {
				t.Errorf("error %v, want the refusal %q", err, tt.want)
			}
			if is, _ := os.ReadFile(name); string(is) != string(was) {
				t.Errorf("content %q, want %q", is, was)
			}
		})
	}
}

// TestGone pins that a file that is not there is no refusal: the analysis has seen
// it.
func TestGone(t *testing.T) {
	err := replace.File(filepath.Join(t.TempDir(), "gone.go"), nil, nil, noNote(t))
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "gone.go") {
		t.Errorf("error %v, want that gone.go does not exist", err)
	}
}
