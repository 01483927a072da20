package triage

import (
	"net/url"
	"testing"
)

// TestSameServer: a redirect may go on to the encrypted side of a server, and
// nowhere else.
func TestSameServer(t *testing.T) {
	for _, test := range []struct {
		from, to string
		want     bool
	}{
		{"http://host/a", "http://host/b", true},
		{"http://host/a", "http://HOST:80/b", true},
		{"https://host:443/a", "https://host/b", true},
		{"http://host:6060/a", "https://host/b", true},
		{"https://host/a", "http://host/a", false},
		{"http://host:6060/a", "http://host:6061/a", false},
		{"http://host/a", "http://sub.host/a", false},
		{"http://host/a", "http://host.other/a", false},
		{"http://user@host/a", "http://host@other/a", false},
	} {
		from, err := url.Parse(test.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := url.Parse(test.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := isSameServer(from, to); got != test.want {
			t.Errorf("from %s to %s: %v, want %v", test.from, test.to, got, test.want)
		}
	}
}
