package triage_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"strings"
	"testing"
	"time"

	"github.com/leaktight/leaktight/leaktest"
)

// serve starts a server that leaks one goroutine for each request of /leak until
// release is closed.
func serve(t *testing.T, release chan struct{}) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/leak", func(http.ResponseWriter, *http.Request) {
		//leaklint:ignore ctxignored the tests need a leak that they can end
		go hang(release)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/debug/pprof/goroutine?debug=2", http.StatusFound)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func hang(release chan struct{}) { <-release }

func get(t *testing.T, url string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

// TestServer captures a running server twice over HTTP, in each form, and shows
// the step between the two.
func TestServer(t *testing.T) {
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	t.Chdir(t.TempDir())
	release := make(chan struct{})
	defer close(release)
	server := serve(t, release)
	for _, debug := range []int{0, 1, 2} {
		url := fmt.Sprintf("%s/debug/pprof/goroutine?debug=%d", server.URL, debug)
		before := fmt.Sprintf("before-%d.txt", debug)
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		writeBody(t, before, resp)
		for range 100 {
			get(t, server.URL+"/leak")
		}
		row := fmt.Sprintf("%d before, %d now", 100*debug, 100*debug+100)
		code, stdout, stderr := run(t, "-diff", before, url)
		for late := time.Now().Add(10 * time.Second); !strings.Contains(stdout, row) && time.Now().Before(late); {
			code, stdout, stderr = run(t, "-diff", before, url) // some had not come to their wait yet
		}
		first, _, _ := strings.Cut(stdout, "\n")
		if code != 0 || !strings.Contains(first, " grew; the most: +100") || !strings.Contains(first, "server_test.go:") {
			t.Errorf("debug=%d: exit code %d, stderr %q, first line %q, want the 100 new goroutines in it", debug, code, stderr, first)
		}
		if !strings.Contains(stdout, "triage_test.hang") || !strings.Contains(stdout, row) {
			t.Errorf("debug=%d: no %q in\n%s", debug, row, stdout)
		}
	}
}

// TestFetch: a URL is fetched within its limits, and what goes wrong is said.
func TestFetch(t *testing.T) {
	leaktest.Check(t, leaktest.MaxWait(5*time.Second))
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	t.Chdir(t.TempDir())
	release := make(chan struct{})
	defer close(release)
	server := serve(t, release)
	if code, stdout, stderr := run(t, server.URL+"/moved"); code != 0 || !strings.Contains(stdout, " goroutines in ") {
		t.Errorf("a redirect within http: exit code %d, %q, want the table", code, stderr)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"/nothing"}, "the server answered 404 Not Found: net/http/pprof serves the profile at /debug/pprof/goroutine?debug=2"},
		{[]string{"/debug/pprof/nosuch"}, "the server answered 404 Not Found"},
		{[]string{"/debug/pprof/"}, "not a goroutine profile: this is an HTML page"},
		{[]string{"/debug/pprof/heap"}, "not a goroutine profile: it is a pprof profile of alloc_objects"},
		{[]string{"/debug/pprof/heap?debug=1"}, "this is another profile's text"},
		{[]string{"/file"}, "refusing a redirect to file://...: it is neither http nor https"},
		{[]string{"-timeout", "50ms", "/slow"}, "no whole answer within 50ms (-timeout)"},
		{[]string{"-max-bytes", "100", "/debug/pprof/goroutine?debug=2"}, "it is larger than 100 bytes, and what follows them was not read; -max-bytes sets that limit"},
	} {
		last := len(test.args) - 1
		test.args[last] = server.URL + test.args[last]
		code, _, stderr := run(t, test.args...)
		if code != 1 || !strings.Contains(stderr, test.want) {
			t.Errorf("triage %q: exit code %d, stderr %q, want 1 and %q", test.args, code, stderr, test.want)
		}
	}
	code, _, stderr := run(t, "http://127.0.0.1:1/debug/pprof/goroutine")
	if code != 1 || !strings.HasPrefix(stderr, "leaklint: http://127.0.0.1:1/debug/pprof/goroutine: dial tcp 127.0.0.1:1: ") {
		t.Errorf("nobody listens: exit code %d, stderr %q", code, stderr)
	}
}

func writeBody(t *testing.T, name string, resp *http.Response) {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	write(t, name, body)
}
