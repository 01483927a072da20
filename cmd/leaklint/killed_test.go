package main

import (
	"bytes"
	"io/fs"
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

// TestLostAnswer takes away what the go command has kept of the findings of a package, and
// leaves the facts, as a run does that is killed between the two: go vet says nothing of
// the package from then on, and leaklint says what it said before.
func TestLostAnswer(t *testing.T) {
	longtest.Skip(t, "runs leaklint with an empty cache of its answers")
	began := time.Now()
	dir := pollingModule(t)
	want := findingsIn(t, dir)
	if lost := loseAnswers(t, began, filepath.Base(filepath.Dir(dir))); lost != 6 {
		t.Fatalf("the cache has lost the answers of %d packages, want 6", lost)
	}
	if got := findingsIn(t, dir); got != want {
		t.Errorf("after answers were lost:\n%s\nwant\n%s", got, want)
	}
}

// loseAnswers removes from the go command's cache what it has kept since a moment that has
// a finding in a folder, and returns how many answers that were.
func loseAnswers(t *testing.T, since time.Time, folder string) (lost int) {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache := strings.TrimSpace(string(out))
	err = filepath.WalkDir(cache, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "-d") {
			return nil // others change the cache meanwhile
		}
		info, err := d.Info()
		if err != nil || info.Size() > 1<<20 || info.ModTime().Before(since.Add(-time.Second)) {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(text, []byte(folder)) || !bytes.Contains(text, []byte(`"sleepleak"`)) {
			return nil
		}
		lost++
		return os.Remove(name)
	})
	if err != nil {
		t.Fatal(err)
	}
	return lost
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
