package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/leaktest/leakkind"
	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestBegin begins a check in a copy of the module: it builds, it is in the suite
// and has its page, and its test runs and fails, since the check finds nothing yet.
func TestBegin(t *testing.T) {
	longtest.Skip(t, "builds a copy of the module")
	root := copyModule(t)
	name := kindWithoutCheck(root)
	if name == "" {
		t.Skip("every kind has a check")
	}
	written, err := begin(root, name)
	if err != nil {
		t.Fatal(err)
	}
	if len(written) != 6 {
		t.Errorf("written: %q, want three files, two fixtures and the suite", written)
	}
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run("vet", "./cmd/leaklint/passes/"+name, "./cmd/leaklint/suite"); err != nil {
		t.Fatalf("go vet: %v\n%s", err, out)
	}
	if out, err := run("test", "-run", "Valid|Complete|PackageDoc", "./cmd/leaklint/suite"); err != nil {
		t.Errorf("the suite: %v\n%s", err, out)
	}
	out, err := run("test", "./cmd/leaklint/passes/"+name)
	if err == nil || !strings.Contains(out, "no diagnostic was reported matching") || strings.Contains(out, "unexpected diagnostic") {
		t.Errorf("the test of a check that finds nothing: %v, want that it misses the leak of the example\n%s", err, out)
	}

	if _, err := begin(root, name); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("begin again = %v, want an error", err)
	}
	if _, err := begin(root, "nosuch"); err == nil || !strings.Contains(err.Error(), `no leak kind "nosuch"`) {
		t.Errorf("begin(nosuch) = %v, want an error", err)
	}
}

func kindWithoutCheck(root string) string {
	for _, kind := range leakkind.All() {
		if _, err := os.Stat(filepath.Join(root, "cmd", "leaklint", "passes", kind.Name)); os.IsNotExist(err) {
			return kind.Name
		}
	}
	return ""
}

// copyModule copies what a check is built from, and the examples.
func copyModule(t *testing.T) string {
	t.Helper()
	from, to := filepath.Join("..", "..", "..", ".."), t.TempDir()
	for _, file := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, file), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"cmd/leaklint/internal", "cmd/leaklint/passes", "cmd/leaklint/suite", "leaktest/leakkind", "examples", "testdata/longtest"} {
		source, err := fs.Sub(os.DirFS(from), folder)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(to, filepath.FromSlash(folder)), source); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
