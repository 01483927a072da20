package triage_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// run runs the command in a folder that is no module, with the given files of
// testdata in it.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = triage.Run(t.Context(), strings.NewReader(""), &out, &errs, args)
	return code, out.String(), errs.String()
}

// inFolder changes to a new folder with copies of captures, and returns the
// folder that they come from.
func inFolder(t *testing.T) (testdata string) {
	t.Helper()
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, pattern := range []string{"*.txt", "*.gz"} {
		files, err := filepath.Glob(filepath.Join(testdata, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no captures: %v", err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, filepath.Base(file)), data)
		}
	}
	t.Chdir(dir)
	return testdata
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestForms compares the whole output for each form of the same process, which
// testdata/capture has written.
func TestForms(t *testing.T) {
	testdata := inFolder(t)
	for _, args := range [][]string{
		{"debug2.txt"}, {"debug1.txt"}, {"goroutine.pb.gz"},
		{"goroutineleak2.txt"}, {"goroutineleak1.txt"}, {"goroutineleak.pb.gz"},
		{"-top", "1", "debug2.txt"}, {"-json", "goroutineleak.pb.gz"},
		{"-diff", "debug2.txt", "goroutineleak2.txt"}, {"-diff", "goroutine.pb.gz", "debug2.txt"},
	} {
		name := strings.Join(args, " ")
		code, stdout, stderr := run(t, args...)
		if code != 0 {
			t.Errorf("triage %s: exit code %d, want 0", name, code)
		}
		got := "$ leaklint triage " + name + "\n" + stdout
		if stderr != "" {
			got += "stderr:\n" + stderr
		}
		golden := filepath.Join(testdata, "want", strings.ReplaceAll(strings.TrimPrefix(name, "-"), " ", "_")+".golden")
		if *update {
			write(t, golden, []byte(got))
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); diff != "" {
			t.Errorf("triage %s differs (-want +got), go test ./cmd/leaklint/triage -update writes it anew:\n%s", name, diff)
		}
	}
}

// TestCommandLine: what is wrong with it is said, and nothing secret is repeated.
func TestCommandLine(t *testing.T) {
	for want, args := range map[string][]string{
		"leaklint: triage: -H and its header are two words, as in -H 'Name: value' (it is not repeated here, as it may be secret)\n": {"-HAuthorization: Bearer s3cret", "http://localhost/"},
		"leaklint: triage: -heap takes a file, which is read more than once\n":                                                       {"-heap", "http://localhost/dump"},
		"leaklint: triage: -label and -by choose among the goroutines of a capture; a heap dump has no labels: name a capture too\n": {"-heap", "heap.dump", "-by", "user"},
		"leaklint: triage: -keep keeps what a URL answers, and none is named\n":                                                      {"-keep", "kept", "now.txt"},
	} {
		code, stdout, stderr := run(t, args...)
		if code != 2 || stdout != "" || !strings.HasPrefix(stderr, want) || strings.Contains(stderr, "s3cret") {
			t.Errorf("triage %q: exit code %d, stdout %q, stderr %q, want 2 and %q", args, code, stdout, stderr, want)
		}
	}
}
