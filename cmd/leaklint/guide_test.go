package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

// guide is a command of scripts: it runs the commands of leaklint help production, the
// lines that begin with a dollar sign, against the service whose address is in a file,
// in milliseconds where the guide takes minutes. The service has the leak, so that the
// command that says whether it is fixed fails; all others succeed.
func guide(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: guide FILE")
	}
	var page bytes.Buffer
	ts.Check(triage.Guide(&page))
	inTest := strings.NewReplacer("localhost:6060", awaitFile(ts, args[0]), "-every 5m -for 1h", "-every 5ms -for 60ms", "'", "")
	ran := 0
	for line := range strings.Lines(page.String()) {
		command, ok := strings.CutPrefix(line, "    $ ")
		if !ok {
			continue
		}
		words := strings.Fields(inTest.Replace(command))
		ts.Logf("%s", strings.Join(words, " "))
		want := 0
		if strings.Contains(command, "-fail-growth") {
			want = 3
		}
		if got := exitOf(ts, ts.Exec(words[0], words[1:]...)); got != want {
			ts.Fatalf("%s: exit code %d, want %d\n%s%s", strings.Join(words, " "), got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
		}
		ran++
	}
	if ran < 5 {
		ts.Fatalf("the guide has %d commands", ran)
	}
}

func exitOf(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	if exit == nil {
		return 0
	}
	return exit.ExitCode()
}

// awaitFile waits for a file that another process writes, whole, and returns what it
// holds.
func awaitFile(ts *testscript.TestScript, name string) string {
	for range 60 * 100 {
		if text, err := os.ReadFile(ts.MkAbs(name)); err == nil {
			return string(text)
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s was not written in a minute", name)
	return ""
}

// cut is a command of scripts: it copies the first bytes of a file.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: cut FILE BYTES TO")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := ts.ReadFile(args[0])
	if len(text) < n {
		ts.Fatalf("%s has %d bytes", args[0], len(text))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text[:n]), 0o666))
}
