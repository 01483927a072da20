package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/testdata/longtest"
)

// network are the packages in the command that could open a connection, with what
// they import for it and why that is fine.
var network = map[string]string{
	"github.com/leaktight/leaktight/cmd/leaklint/triage net/http":   "fetches the URL that it is given",
	"github.com/leaktight/leaktight/cmd/leaklint/triage net":        "words the errors of that",
	"github.com/leaktight/leaktight/cmd/leaklint/triage crypto/tls": "words the errors of certificates",
	"github.com/leaktight/leaktight/leaktest/leakwatch net/http":    "has a handler, for a server of the user's",
	"github.com/google/uuid net":                                    "asks for the addresses of this machine, for a kind of number that nobody makes here",
	"github.com/xeipuuv/gojsonschema net":                           "validates addresses",
	"github.com/xeipuuv/gojsonschema net/http":                      "fetches schemas, to validate a log of SARIF; only a test does",
}

// TestNetworkImports lists what in the command, and in what a user's tests get of
// leaktest, could open a connection. A new one needs a reason, and a line in
// SECURITY.md where it opens one.
func TestNetworkImports(t *testing.T) {
	const imports = `{{if not .Standard}}{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}{{end}}`
	out, err := exec.Command("go", "list", "-deps", "-f", imports, ".", "../../leaktest/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	met := make(map[string]bool)
	able := regexp.MustCompile(` (net|net/http|net/rpc.*|net/smtp|crypto/tls|golang\.org/x/net/.*)$`)
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if !able.MatchString(line) {
			continue
		}
		met[line] = true
		if network[line] == "" {
			t.Errorf("%s: it could open a connection", line)
		}
	}
	for line, reason := range network {
		if !met[line] {
			t.Errorf("%s (%s): it does no more", line, reason)
		}
	}
}

// watch are the arguments of strace before the name of its log and the command.
var watch = []string{"-f", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"}

// TestNetworkConnections watches the system calls of the command and of all that
// it runs: it opens no connection but to the URL that triage is given, which shows
// that the watching works.
func TestNetworkConnections(t *testing.T) {
	longtest.Skip(t, "watches the system calls of all commands")
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not here, so that nothing can be seen")
	}
	if out, err := exec.Command("strace", append(watch, os.DevNull, "true")...).CombinedOutput(); err != nil {
		t.Skipf("strace may not watch here: %v: %s", err, out)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, capture)
	}))
	defer server.Close()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":        "module example.com/demo\n\ngo 1.26\n",
		"demo.go":       networkDemo + "\n// " + filepath.ToSlash(dir) + " makes the analyzers run, whatever the cache has.\n",
		"capture.txt":   capture,
		"baseline.json": "{}",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if seen := connections(t, dir, "triage", server.URL+"/debug/pprof/goroutine?debug=2"); len(seen) == 0 {
		t.Fatal("the connection to the URL of triage was not seen, so that nothing else would be")
	}
	for _, args := range []string{"./...", "-json -baseline=baseline.json ./...", "-sarif ./...", "-github ./...", "-diff ./...", "help sendleak", "triage capture.txt -- ./..."} {
		if seen := connections(t, dir, strings.Fields(args)...); len(seen) > 0 {
			t.Errorf("leaklint %s opens connections:\n%s", args, strings.Join(seen, "\n"))
		}
	}
}

const networkDemo = `package demo

func Start(in chan int) {
	go func() {
		for {
			<-in
		}
	}()
}
`

const capture = `goroutine 7 [chan receive]:
example.com/demo.Start.func1()
	/demo/demo.go:6 +0x1d
created by example.com/demo.Start in goroutine 1
	/demo/demo.go:4 +0x5c
`

// connections runs leaklint and returns the system calls that reach for another
// machine, or for this one by way of the network.
func connections(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	cmd := exec.Command("strace", slices.Concat(watch, []string{log, "leaklint"}, args)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOTOOLCHAIN=local", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 3 {
		t.Fatalf("leaklint %v: %v\n%s", args, err, out)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, "AF_INET") { // and AF_INET6
			seen = append(seen, strings.TrimSpace(line))
		}
	}
	return seen
}
