//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// aWhile bounds every wait of these tests: nothing takes that long on a machine
// that does anything at all.
const aWhile = 2 * time.Minute

const interruptedLine = "leaklint: interrupted: the go command and its tools were ended, and no findings are shown\n"

// TestSignal pins that a signal to leaklint alone, as timeout and a job's runner
// send it, ends the go command and its tools with it, and that one line says so.
func TestSignal(t *testing.T) {
	const line = interruptedLine
	frontEnd, triage := []string{"./..."}, []string{"triage", "capture", "--", "./..."}
	tests := []struct {
		name    string
		args    []string
		env     string
		signals []syscall.Signal
		want    string
	}{
		{"interrupt", frontEnd, "", []syscall.Signal{syscall.SIGINT}, line},
		{"terminate", frontEnd, "", []syscall.Signal{syscall.SIGTERM}, line},
		{"hang up", frontEnd, "", []syscall.Signal{syscall.SIGHUP}, line},
		{"a tool ignores it", frontEnd, "IGNORE=1", []syscall.Signal{syscall.SIGTERM}, line},
		{"twice, and a tool ignores it", frontEnd, "IGNORE=1", []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, "leaklint: interrupted again: ended at once\n"},
		{"triage, interrupt", triage, "", []syscall.Signal{syscall.SIGINT}, line},
		{"triage, terminate", triage, "", []syscall.Signal{syscall.SIGTERM}, line},
		{"triage, hang up", triage, "", []syscall.Signal{syscall.SIGHUP}, line},
		{"triage, a tool ignores it", triage, "IGNORE=1", []syscall.Signal{syscall.SIGINT}, line},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			run := startBlocked(t, tt.env, tt.args...)
			for _, s := range tt.signals {
				if err := run.cmd.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			code := run.wait(t)
			if code != 1 || run.stdout.Len() > 0 {
				t.Errorf("exit code %d, want 1, standard output %q", code, run.stdout.String())
			}
			if got := run.stderr.String(); got != tt.want {
				t.Errorf("standard error\n%s\nwant\n%s", got, tt.want)
			}
			run.wantGone(t)
		})
	}
}

// TestKilledFrontEnd pins that the go command and its tools end even when
// leaklint is killed. Other systems than Linux end them when they next write.
func TestKilledFrontEnd(t *testing.T) {
	longtest.Skip(t, "builds modules, to kill leaklint on them")
	if runtime.GOOS != "linux" {
		t.Skip("the go command is not told of it")
	}
	for _, args := range [][]string{{"./a"}, {"triage", "capture", "--", "./a"}} { // one tool: it must have begun
		run := startBlocked(t, "", args...)
		if err := run.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		run.wait(t)
		run.wantGone(t)
	}
}

// TestTriageReading pins that triage ends while it waits for its input.
func TestTriageReading(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	var stderr bytes.Buffer
	cmd := exec.Command("leaklint", "triage", "-")
	cmd.Stdin, cmd.Stderr = reader, &stderr
	start(t, cmd)
	reader.Close()
	// More than a pipe holds: when it is written, triage reads.
	if _, err := writer.WriteString(strings.Repeat("a line before the dump\n", 1<<14)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || stderr.String() != "leaklint: interrupted\n" {
		t.Errorf("exit code %d, want 1, standard error %q", code, stderr.String())
	}
}

// A blockedRun is a run of leaklint whose tools wait forever.
type blockedRun struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	group          int // of the go command and its tools
}

// startBlocked starts leaklint and returns when one of its tools runs.
func startBlocked(t *testing.T, env string, args ...string) *blockedRun {
	t.Helper()
	if _, err := exec.LookPath("ps"); err != nil {
		t.Skip("needs ps")
	}
	dir, ready := t.TempDir(), t.TempDir()
	write(t, dir, `
-- go.mod --
module example.com/demo

go 1.26
-- a/a.go --
package a
-- b/b.go --
package b
-- capture --
goroutine 1 [running]:
main.main()
	/main.go:5 +0x1
`)
	run := &blockedRun{cmd: exec.Command("leaklint-blocks", args...)}
	run.cmd.Dir = dir
	run.cmd.Env = append(os.Environ(), "BLOCKS="+ready, "GOFLAGS=", env)
	run.cmd.Stdout, run.cmd.Stderr = &run.stdout, &run.stderr
	start(t, run.cmd)
	for end := time.Now().Add(aWhile); ; time.Sleep(10 * time.Millisecond) {
		files, err := filepath.Glob(filepath.Join(ready, "*.ready"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) > 0 {
			run.readGroup(t, files[0])
			return run
		}
		if time.Now().After(end) {
			t.Fatalf("no tool runs: %s", run.stderr.String())
		}
	}
}

// readGroup reads the group of the go command, and sees to it that it ends with
// the test.
func (run *blockedRun) readGroup(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var tool, parent int
	if _, err := fmt.Sscan(string(data), &tool, &parent, &run.group); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // what a failing test leaves
		_ = syscall.Kill(tool, syscall.SIGKILL)
		_ = syscall.Kill(parent, syscall.SIGKILL)
	})
	if run.group != parent {
		t.Fatalf("the tools are in the group %d, not in that of the go command, %d", run.group, parent)
	}
}

// wait waits for leaklint and returns its exit code.
func (run *blockedRun) wait(t *testing.T) int {
	t.Helper()
	late := time.AfterFunc(aWhile, func() { _ = run.cmd.Process.Kill() })
	err := run.cmd.Wait()
	var exit *exec.ExitError
	if !late.Stop() || err != nil && !errors.As(err, &exit) {
		t.Fatalf("leaklint does not end: %v", err)
	}
	return run.cmd.ProcessState.ExitCode()
}

// wantGone waits until the group has no process.
func (run *blockedRun) wantGone(t *testing.T) {
	t.Helper()
	var left []string
	for end := time.Now().Add(aWhile); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if left = members(t, run.group); left == nil {
			return
		}
	}
	t.Errorf("the group %d lives on:\n%s", run.group, strings.Join(left, "\n"))
}

// members returns the processes of a group, without those that have ended and
// wait for somebody to hear of it.
func members(t *testing.T, group int) []string {
	t.Helper()
	out, err := exec.Command("ps", "-A", "-o", "pgid=,stat=,args=").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for line := range strings.Lines(string(out)) {
		var number int
		var state string
		if _, err := fmt.Sscan(line, &number, &state); err == nil && number == group && !strings.HasPrefix(state, "Z") {
			list = append(list, strings.TrimSpace(line))
		}
	}
	return list
}

// start starts a command which has the default answers to signals: the test may
// run under nohup or in the background of a script, and hand on that it ignores them.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGINT, syscall.SIGHUP)
	defer signal.Stop(caught)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
}

// TestSignalLater pins the same for the go commands that come after go vet.
func TestSignalLater(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, `
-- go --
#!/bin/sh
if [ $1 = vet ]; then
	echo '# example.com/demo' >&2
	exit 1
fi
kill -TERM $PPID
exec sleep 600
`)
	if err := os.Chmod(filepath.Join(dir, "go"), 0o755); err != nil {
		t.Fatal(err)
	}
	var run blockedRun
	run.cmd = exec.Command("leaklint", ".")
	run.cmd.Env = append(os.Environ(), "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	run.cmd.Stdout, run.cmd.Stderr = &run.stdout, &run.stderr
	start(t, run.cmd)
	if code := run.wait(t); code != 1 || run.stdout.Len() > 0 || run.stderr.String() != interruptedLine {
		t.Errorf("exit code %d, want 1, standard output %q, standard error %q", code, run.stdout.String(), run.stderr.String())
	}
}
