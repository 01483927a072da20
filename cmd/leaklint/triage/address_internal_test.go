package triage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestShownName(t *testing.T) {
	for _, test := range []struct{ name, want, reason string }{
		{"-", "standard input", "it has no name"},
		{"now.txt", "now.txt", "a file"},
		{"a\n::error::b", `a\n::error::b`, "a name is in one line"},
		{"http://host:6060/debug/pprof/goroutine?debug=2", "http://host:6060/debug/pprof/goroutine?debug=2", "nothing in it is secret"},
		{"https://host/p?debug=2&seconds=5&gc=1", "https://host/p?debug=2&seconds=5&gc=1", "the parameters of net/http/pprof"},
		{"http://user:secret@host/p", "http://host/p", "a password"},
		{"http://secret@host/p", "http://host/p", "a user may be a token"},
		{"http://host/p?token=secret", "http://host/p?...", "a token"},
		{"http://host/p?debug=1&token=secret&gc=1", "http://host/p?debug=1&gc=1&...", "a token between others"},
		{"http://host/p?secret", "http://host/p?...", "a parameter's name may be the token"},
		{"http://host/p?debug=secret", "http://host/p?...", "debug is a number"},
		{"http://host/p?debug=2;token=secret", "http://host/p?...", "an old separator"},
		{"http://host/p#secret", "http://host/p", "a fragment"},
		{"HTTP://user:secret@host/", "HTTP://host/", "a scheme in capitals"},
		{"http://user:secret%zz@host/", "http://...", "an escape that is none"},
		{"http://user:sec ret@host/", "http://...", "a space in the password"},
		{"http://user:se/cret@host/", "http://...", "a slash in the password"},
		{"http://user:1/secret@host/", "http://...", "a slash that leaves a port"},
		{"http://user:1#secret@host/", "http://...", "a number sign that leaves a port"},
		{"http://user:1?secret@host/", "http://...", "a question mark that leaves a port"},
		{"http://", "http://...", "no host"},
		{"ftp://user:secret@host/p", "ftp://host/p", "another scheme"},
		{"user:secret@host/debug/pprof/goroutine", "host/debug/pprof/goroutine", "no scheme"},
		{"http://host/\u202esecret", "http://host/%E2%80%AEsecret", "a path is shown as it is sent"},
	} {
		if got := shownName(test.name); got != test.want {
			t.Errorf("shownName(%q) = %q, want %q: %s", test.name, got, test.want, test.reason)
		}
	}
}

// TestAddress: what looks like host:port is a URL, unless it is a file.
func TestAddress(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("host:80", nil, 0o644); err != nil {
		t.Skipf("no file can have such a name here: %v", err)
	}
	for name, want := range map[string]string{
		"localhost:6060/debug/pprof/goroutine?debug=2": "http://localhost:6060/debug/pprof/goroutine?debug=2",
		"10.1.2.3:6060":          "http://10.1.2.3:6060",
		"[::1]:6060/x":           "http://[::1]:6060/x",
		":6060/debug/pprof":      "http://localhost:6060/debug/pprof",
		"user:pw@host:6060/x":    "http://user:pw@host:6060/x",
		"host:6060?token=secret": "http://host:6060?token=secret",
		"https://host:1/x":       "https://host:1/x",
		"host:80":                "host:80",
		"host:port/x":            "host:port/x",
		"folder/host:6060":       "folder/host:6060",
		"-":                      "-",
		"now.txt":                "now.txt",
	} {
		if got := address(name); got != want {
			t.Errorf("address(%q) = %q, want %q", name, got, want)
		}
	}
}

// FuzzShownURL: a user, a password, a token and a fragment are in no name that is
// shown, however the URL around them is written. Run it with
//
//	go test -run '^$' -fuzz FuzzShownURL -fuzztime 2m ./cmd/leaklint/triage
func FuzzShownURL(f *testing.F) {
	f.Add("user:", "host:80/p", "token=", "&debug=2#x")
	f.Add("a/", "[::1]", "", ";")
	f.Add("1:1?", "h:1/@", "debug=", "%zz")
	f.Add("#", "h", "\n", "\n")
	f.Fuzz(func(t *testing.T, user, host, query, more string) {
		const secret = "Tr0ub4dor"
		for _, name := range []string{
			"http://" + user + secret + "@" + host + more,
			"HTTPS://" + user + secret + more + "@" + host,
			"ftp://" + user + secret + "@" + host,
			"http://" + host + "?" + query + secret + more,
			"http://" + host + "#" + query + secret + more,
			user + secret + "@host:80/" + query,
			"host:80?" + query + secret + more,
			user + secret + "@host/debug/pprof/" + query,
		} {
			resolved := address(name)
			if strings.Contains(user, "/") && !isURL(resolved) {
				continue // a file in a folder
			}
			if shown := shownName(resolved); strings.Contains(shown, secret) {
				t.Errorf("%q is shown as %q", resolved, shown)
			}
			if message := withoutSecrets("flag "+name, []string{name}); isURL(resolved) && name[0] != '-' && strings.Contains(message, secret) {
				t.Errorf("a message says %q", message)
			}
		}
	})
}

// TestWithoutSecrets: the flag package repeats the arguments.
func TestWithoutSecrets(t *testing.T) {
	args := []string{"-timeout", "http://u:secret@h/x", "-top=http://v:secret@h", "u:secret@h:80/p", filepath.Join("a", "b")}
	message := strings.Join(args, " ")
	want := "-timeout http://h/x -top=http://h http://h:80/p " + args[len(args)-1]
	if got := withoutSecrets(message, args); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
