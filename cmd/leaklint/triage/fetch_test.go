package triage_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

const oneGoroutine = "goroutine 7 [chan send]:\nmain.f()\n\t/src/a.go:3 +0x1d\n\n"

// secretURL returns a server's URL with a user, a password, a token and a
// fragment in it, all of them secret.
func secretURL(server *httptest.Server, path string) string {
	u, err := url.Parse(server.URL + path)
	if err != nil {
		panic(err)
	}
	u.User = url.UserPassword("secretuser", "secretpassword")
	u.RawQuery, u.Fragment = "debug=2&token=secrettoken", "secretfragment"
	return u.String()
}

// secretPaths returns a server's paths: a capture, a part of one, and redirects
// that pass the secrets on.
func secretPaths() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/good", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, oneGoroutine) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, oneGoroutine[:40]) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://secretuser:secretpassword@other.invalid/p?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/malformed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://secretuser:secret%zz@other.invalid/p?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
	})
	return mux
}

// TestSecrets: a password and a token of a URL are in nothing that is written.
func TestSecrets(t *testing.T) {
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	t.Chdir(t.TempDir())
	server := httptest.NewServer(secretPaths())
	t.Cleanup(server.Close)
	write(t, "old.txt", []byte(oneGoroutine))
	good := secretURL(server, "/good")
	shown := server.URL + "/good?debug=2&..."
	for _, test := range []struct {
		args []string
		code int
		want string // in what is written
	}{
		{[]string{good}, 0, "1 goroutine in 1 group"},
		{[]string{"-json", good}, 0, `"goroutines": 1`},
		{[]string{"-html", "page.html", good}, 0, "<title>Goroutines in " + strings.ReplaceAll(shown, "&", "&amp;") + "</title>"},
		{[]string{"-diff", good, "old.txt"}, 0, "1 goroutine, as many as in " + shown + ": no group grew"},
		{[]string{"-html", "page.html", "-diff", good, good}, 0, "in " + strings.ReplaceAll(shown, "&", "&amp;")},
		{[]string{secretURL(server, "/cut")}, 1, "it is cut off in goroutine 7"},
		{[]string{secretURL(server, "/nosuch")}, 1, "/nosuch?debug=2&...: the server answered 404 Not Found"},
		{[]string{secretURL(server, "/away")}, 1, "refusing a redirect to http://other.invalid/p?debug=2&...: it is another server"},
		{[]string{secretURL(server, "/malformed")}, 1, "the server answered with a redirect to an address that is malformed"},
		{[]string{strings.TrimPrefix(good, "http://")}, 0, "1 goroutine in 1 group"},
		{[]string{strings.TrimPrefix(secretURL(server, "/nosuch"), "http://")}, 1, "the server answered 404 Not Found"},
		{[]string{strings.Replace(good, "http:", "https:", 1)}, 1, "the server speaks http, not https"},
		{[]string{strings.Replace(good, "secretpassword", "secret%zz", 1)}, 1, "http://...: the URL is malformed"},
		{[]string{strings.Replace(good, "secretpassword", "secret password", 1)}, 1, "http://...: the URL is malformed"},
		{[]string{strings.Replace(good, "secretpassword", "secret/password", 1)}, 1, "http://...: the URL is malformed"},
		{[]string{"http://secretuser:secretpassword@127.0.0.1:1/?token=secrettoken"}, 1, "http://127.0.0.1:1/?...: dial tcp 127.0.0.1:1: "},
		{[]string{"ftp://secretuser:secretpassword@host/p?token=secrettoken"}, 1, "ftp://host/p?...: "},
		{[]string{"secretuser:secretpassword@host/debug/pprof/goroutine?token=secrettoken"}, 1, "host/debug/pprof/goroutine?...: "},
	} {
		os.Remove("page.html")
		code, stdout, stderr := run(t, append([]string{"-analyze=false"}, test.args...)...)
		page, _ := os.ReadFile("page.html")
		written := stdout + stderr + string(page)
		if code != test.code || !strings.Contains(written, test.want) {
			t.Errorf("triage %q: exit code %d, want %d and %q in\n%s%s", test.args, code, test.code, test.want, stdout, stderr)
		}
		if i := strings.Index(written, "secret"); i >= 0 {
			t.Errorf("triage %q writes %q", test.args, written[max(0, i-40):min(len(written), i+40)])
		}
	}
}

// TestRedirect: a redirect is followed to the same server, which may ask for the
// password again, and never to another one, which learns nothing.
func TestRedirect(t *testing.T) {
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	t.Chdir(t.TempDir())
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another server was asked: %v %v", r.URL, r.Header)
	}))
	t.Cleanup(other.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/good", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "secretuser" || password != "secretpassword" {
			t.Errorf("the same server is asked as %q with %q", user, password)
		}
		if r.Header.Get("Referer") != "" {
			t.Errorf("it is told %q", r.Header.Get("Referer"))
		}
		io.WriteString(w, oneGoroutine)
	})
	mux.HandleFunc("/same", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/good", http.StatusFound) })
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/port", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	mux.HandleFunc("/host", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(other.URL, "127.0.0.1", "localhost", 1)+"/p", http.StatusTemporaryRedirect)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	for path, want := range map[string]string{
		"/loop": "refusing a redirect to http://127.0.0.1:PORT/loop: it is the fifth",
		"/port": "refusing a redirect to http://127.0.0.1:PORT: it is another server; give that URL if you trust it",
		"/host": "refusing a redirect to http://localhost:PORT/p: it is another server; give that URL if you trust it",
	} {
		code, stdout, stderr := run(t, secretURL(server, path))
		for _, s := range []*httptest.Server{server, other} {
			_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
			stderr = strings.ReplaceAll(stderr, port, "PORT")
		}
		if code != 1 || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, stderr %q, want 1 and %q", path, code, stderr, want)
		}
	}
	if code, stdout, stderr := run(t, secretURL(server, "/same")); code != 0 || !strings.HasPrefix(stdout, "1 goroutine in 1 group") {
		t.Errorf("the same server: exit code %d, stderr %q, want the table", code, stderr)
	}
}

// badAnswers returns a server's paths, each with its way of not answering well.
func badAnswers(t *testing.T) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, oneGoroutine)
	})
	mux.HandleFunc("/shortgzip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		data := compressed(t, []byte(oneGoroutine))
		w.Write(data[:len(data)-9])
	})
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, oneGoroutine)
		for r.Context().Err() == nil {
			io.WriteString(w, "\n")
			w.(http.Flusher).Flush()
			time.Sleep(time.Millisecond)
		}
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, oneGoroutine)
		}
	})
	mux.HandleFunc("/status", func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		fmt.Fprint(buf, "HTTP/1.1 403 ::error::\x1b[31m##[error]x\r\nContent-Length: 0\r\n\r\n")
		buf.Flush()
	})
	mux.HandleFunc("/no", func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Write([]byte("SSH-2.0-OpenSSH\r\n"))
			conn.Close()
		}
	})
	return mux
}

// TestAnswer: an answer that ends early, never, or says something else is a
// failure; what came of it is shown.
func TestAnswer(t *testing.T) {
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	t.Chdir(t.TempDir())
	mux := badAnswers(t)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	trusted := httptest.NewUnstartedServer(mux)
	trusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	trusted.StartTLS()
	t.Cleanup(trusted.Close)
	for _, test := range []struct {
		args  []string
		shown bool
		want  string
	}{
		{[]string{server.URL + "/short"}, true, "the server's answer is cut off"},
		{[]string{server.URL + "/shortgzip"}, true, "the server's answer is cut off"},
		{[]string{"-timeout", "100ms", server.URL + "/drip"}, true, "no whole answer within 100ms (-timeout)"},
		{[]string{"-max-bytes", "10000", server.URL + "/endless"}, true, "it is larger than 10,000 bytes, and what follows them was not read"},
		{[]string{server.URL + "/status"}, false, "the server answered 403 Forbidden\n"},
		{[]string{server.URL + "/no"}, false, "no answer in HTTP: the connection was closed, a proxy refused it, or something else speaks there"},
		{[]string{trusted.URL + "/short"}, false, "the server's certificate is not trusted: x509: "},
		{[]string{trusted.URL + "/short"}, false, "; -ca FILE trusts its authority too\n"},
	} {
		code, stdout, stderr := run(t, test.args...)
		if code != 1 || !strings.Contains(stderr, test.want) || strings.Contains(stdout, "main.f") != test.shown {
			t.Errorf("triage %q: exit code %d, stdout %q, stderr %q, want 1 and %q", test.args, code, stdout, stderr, test.want)
		}
	}
}
