package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// TestKilledAtAnyMoment pins that a killed run leaves nothing behind that makes
// the next one wrong: neither half an answer in the go command's cache nor less
// than all findings.
func TestKilledAtAnyMoment(t *testing.T) {
	longtest.Skip(t, "runs leaklint eight times")
	whole := pollingModule(t)
	began := time.Now()
	want := findingsIn(t, whole)
	length := time.Since(began)
	if strings.Count(want, "(sleepleak)") != 6 {
		t.Fatalf("findings:\n%s", want)
	}
	dir := pollingModule(t) // another folder, so nothing of it is in the cache
	for range 6 {
		cmd := exec.Command("leaklint", "./...")
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(length)) // a moment, not one to rely on
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	if got := findingsIn(t, dir); got != want {
		t.Errorf("after runs that were killed:\n%s\nwant\n%s", got, want)
	}
}

// pollingModule returns the folder of a module with a finding in each of six
// packages, three of which import another.
func pollingModule(t *testing.T) string {
	t.Helper()
	const poll = "\n\nfunc Poll() {\n\tgo func() {\n\t\tfor {\n\t\t\ttime.Sleep(time.Second)\n\t\t}\n\t}()\n}\n"
	archive := "-- go.mod --\nmodule example.com/demo\n\ngo 1.26\n"
	for _, name := range []string{"a", "b", "c"} {
		archive += "-- " + name + "/" + name + ".go --\npackage " + name + "\n\nimport \"time\"" + poll
		archive += "-- " + name + "/user/user.go --\npackage user\n\nimport (\n\t\"time\"\n\n\t_ \"example.com/demo/" + name + "\"\n)" + poll
	}
	dir := t.TempDir()
	write(t, dir, archive)
	return dir
}

// findingsIn returns what a whole run prints.
func findingsIn(t *testing.T, dir string) string {
	t.Helper()
	cmd := exec.Command("leaklint", "./...")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 3 {
		t.Fatalf("exit code %d in %s: %v\n%s", code, filepath.Base(dir), err, out)
	}
	return string(out)
}

// write writes the files of an archive.
func write(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
