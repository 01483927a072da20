package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// sleepingModule is a repository with one test, which says that it runs and then does
// not end.
const sleepingModule = `-- go.mod --
module example.com/demo

go 1.26
-- demo_test.go --
package demo

import (
	"os"
	"testing"
	"time"
)

func TestSleeps(t *testing.T) {
	if err := os.WriteFile(os.Getenv("READY"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Minute)
}
`

// TestTryoutKilled: a run that is killed leaves nothing in the repository, and the
// next one goes on as if it had not been.
func TestTryoutKilled(t *testing.T) {
	longtest.Skip(t, "builds tests and leaktest below another GOROOT")
	needLinks(t)
	dir, ready := t.TempDir(), filepath.Join(t.TempDir(), "ready")
	write(t, dir, sleepingModule)
	before := names(t, dir)
	cmd := exec.Command("leaklint", "test", ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "READY="+ready)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	await(t, ready, ended)
	_ = cmd.Process.Kill()
	<-ended
	if after := names(t, dir); after != before {
		t.Errorf("files after a kill: %s, want %s", after, before)
	}
	if out, err := tryOut(t.Context(), dir, "-run=None"); err != nil || !strings.Contains(out, "no leak seen") {
		t.Errorf("the next run: %v\n%s", err, out)
	}
}

// TestTryoutTwice: two runs at once do not meet, though both find no GOROOT that
// lends and make one.
func TestTryoutTwice(t *testing.T) {
	longtest.Skip(t, "makes two GOROOTs")
	needLinks(t)
	dir := t.TempDir()
	write(t, dir, sleepingModule)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("LocalAppData", os.Getenv("XDG_CACHE_HOME"))
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if out, err := tryOut(t.Context(), dir, "-list"); err != nil || !strings.HasPrefix(out, "wrapped ") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	both.Wait()
}

func tryOut(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "leaklint", append([]string{"test"}, args...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// names returns the names of all files in a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// await waits until there is a file, and fails where the command ends before.
func await(t *testing.T, name string, ended <-chan error) {
	t.Helper()
	for {
		if _, err := os.Stat(name); err == nil {
			return
		}
		select {
		case err := <-ended:
			t.Fatalf("the command has ended: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// needLinks skips a test where the system refuses symbolic links.
func needLinks(t *testing.T) {
	t.Helper()
	if err := os.Symlink("target", filepath.Join(t.TempDir(), "link")); err != nil {
		t.Skip(err)
	}
}
