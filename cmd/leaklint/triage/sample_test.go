package triage_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/triage"
)

// growing answers with two goroutines more each time.
func growing() http.HandlerFunc {
	var asked atomic.Int32
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(dump("shop.quote", 2*int(asked.Add(1)))) // the client sees a short answer
	}
}

// TestSample: a series that the command takes itself says how it goes on, and what it
// keeps is the same series again.
func TestSample(t *testing.T) {
	t.Chdir(t.TempDir())
	server := httptest.NewServer(growing())
	defer server.Close()
	code, stdout, stderr := run(t, "-every", "2ms", "-for", "6ms", "-keep", "day", "-fail-growth", "2", server.URL)
	want := "leaklint: capture 1 of 4: 2 goroutines\nleaklint: capture 2 of 4: 4 goroutines, +2 since the first\n" +
		"leaklint: capture 3 of 4: 6 goroutines, +4 since the first\nleaklint: capture 4 of 4: 8 goroutines, +6 since the first\n" +
		"leaklint: 1 group grew by 2 or more in each step (-fail-growth)\n"
	if code != 3 || stderr != want {
		t.Errorf("exit code %d, stderr %q, want 3 and %q", code, stderr, want)
	}
	const counts = "\t2, 4, 6, 8: rose in each of 3 steps"
	if !strings.Contains(stdout, counts) {
		t.Errorf("%q is not in\n%s", counts, stdout)
	}
	if files, err := filepath.Glob("day/goroutine-*Z.txt"); err != nil || len(files) != 4 {
		t.Errorf("kept %v, want four captures", files)
	}
	if _, stdout, stderr = run(t, "day"); !strings.Contains(stdout, counts) {
		t.Errorf("what was kept is another series: %s%s", stdout, stderr)
	}
}

// TestSampleEnds: a server that cannot be asked is a failure at once; one that goes away
// later costs its captures, and an interruption the rest.
func TestSampleEnds(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, stderr := run(t, "-every", "1h", "-for", "2h", "http://127.0.0.1:1/")
	if code != 1 || stdout != "" || !strings.HasPrefix(stderr, "leaklint: http://127.0.0.1:1/: dial tcp") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}

	grow := growing()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 2 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		grow(w, r)
	}))
	defer server.Close()
	code, stdout, stderr = run(t, "-every", "1ms", "-for", "2ms", server.URL)
	if code != 1 || !strings.Contains(stdout, "\t2, 4: rose") || !strings.Contains(stderr, "leaklint: capture 2 of 3: "+server.URL+": the server answered 503 Service Unavailable\n") {
		t.Errorf("exit code %d, stderr %q, stdout\n%s", code, stderr, stdout)
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	interrupting := httptest.NewServer(growing())
	defer interrupting.Close()
	var out strings.Builder
	errs := &onWrite{when: "capture 2 of", do: func() { cancel(fmt.Errorf("interrupted")) }}
	code = triage.Run(ctx, strings.NewReader(""), &out, errs, []string{"-every", "1ms", "-for", "1h", interrupting.URL})
	if code != 1 || !strings.Contains(errs.String(), "leaklint: interrupted; what was taken until then is shown\n") || !strings.Contains(out.String(), "\t2, 4") {
		t.Errorf("exit code %d, stderr %q, stdout\n%s", code, errs.String(), out.String())
	}
}

// An onWrite does something when a text is written.
type onWrite struct {
	strings.Builder
	when string
	do   func()
}

func (w *onWrite) Write(p []byte) (int, error) {
	defer func() {
		if strings.Contains(w.String(), w.when) {
			w.do()
		}
	}()
	return w.Builder.Write(p)
}

// TestReach: a header, a socket, and a certificate that the system does not know; none
// of a header's value is shown.
func TestReach(t *testing.T) {
	t.Chdir(t.TempDir())
	const secret = "Bearer geheim"
	guarded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != secret {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write(dump("shop.quote", 7)) // the client sees a short answer
	})
	plain, encrypted := httptest.NewServer(guarded), httptest.NewTLSServer(guarded)
	defer plain.Close()
	defer encrypted.Close()
	write(t, "ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encrypted.Certificate().Raw}))
	socket := ""
	if runtime.GOOS != "windows" {
		dir, err := os.MkdirTemp("", "s") // short, as a socket's name has to be
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		socket = filepath.Join(dir, "s")
		listener, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: guarded}
		go func() { _ = server.Serve(listener) }() // ends with Close
		defer server.Close()
	}
	header := "Authorization: " + secret
	for _, test := range []struct {
		name string
		args []string
		code int
		want string // in what is written
	}{
		{"no header", []string{plain.URL}, 1, "the server answered 401 Unauthorized"},
		{"a header", []string{"-H", header, plain.URL}, 0, "7 goroutines in 1 group"},
		{"two headers", []string{"-H", "X-Other: 1", "-H", header, plain.URL}, 0, "7 goroutines in 1 group"},
		{"an unknown certificate", []string{"-H", header, encrypted.URL}, 1, "; -ca FILE trusts its authority too"},
		{"-ca", []string{"-ca", "ca.pem", "-H", header, encrypted.URL}, 0, "7 goroutines in 1 group"},
		{"-insecure", []string{"-insecure", "-H", header, encrypted.URL}, 0, "7 goroutines in 1 group"},
		{"a server that is not there", []string{"-H", header, "http://127.0.0.1:1/"}, 1, "dial tcp"},
		{"a socket", []string{"-unix", socket, "-H", header, "http://shop/debug/pprof/goroutine?debug=2"}, 0, "7 goroutines in 1 group"},
	} {
		if test.name == "a socket" && socket == "" {
			continue
		}
		code, stdout, stderr := run(t, test.args...)
		if code != test.code || !strings.Contains(stdout+stderr, test.want) || strings.Contains(stdout+stderr, "geheim") {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q, want %d and %q", test.name, code, stdout, stderr, test.code, test.want)
		}
	}
}

// TestKeepIncomplete: an answer that is larger than it may be has no finished name, and
// neither has one that is no profile.
func TestKeepIncomplete(t *testing.T) {
	t.Chdir(t.TempDir())
	answer := dump("shop.quote", 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			answer = []byte("<!doctype html><title>Who are you?</title>")
		}
		_, _ = w.Write(answer) // the client sees a short answer
	}))
	defer server.Close()
	for _, args := range [][]string{{"-max-bytes", "1000", server.URL}, {server.URL + "/login"}} {
		if code, _, _ := run(t, append([]string{"-keep", "kept"}, args...)...); code != 1 {
			t.Errorf("triage %v: exit code %d, want 1", args, code)
		}
	}
	if files, err := filepath.Glob("kept/*"); err != nil || len(files) != 2 || !strings.HasSuffix(files[0], ".part") || !strings.HasSuffix(files[1], ".part") {
		t.Errorf("kept %v, %v: want two that are not finished", files, err)
	}
}
