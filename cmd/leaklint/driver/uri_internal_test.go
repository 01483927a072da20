package driver

import (
	"net/url"
	"testing"
)

func TestURI(t *testing.T) {
	for _, tt := range []struct{ path, want string }{
		{"ab/first.go", "ab/first.go"},
		{"odd/a%41 b.go", "odd/a%2541%20b.go"},
		{"größe/大.go", "gr%C3%B6%C3%9Fe/%E5%A4%A7.go"},
		{"a\xff.go", "a%FF.go"},
		{"\x1b[31m\n.go", "%1B%5B31m%0A.go"},
		{"a?b#c.go", "a%3Fb%23c.go"},
		{"::error::x/a.go", "./::error::x/a.go"}, // or else it would have a scheme
		{"/elsewhere/x y.go", "file:///elsewhere/x%20y.go"},
		{"C:/Users/x y.go", "file:///C:/Users/x%20y.go"},
		{"//machine/share/x y.go", "file://machine/share/x%20y.go"},
	} {
		got := uri(tt.path)
		if got != tt.want {
			t.Errorf("uri(%q) = %q, want %q", tt.path, got, tt.want)
		}
		if _, err := url.Parse(got); err != nil {
			t.Errorf("uri(%q): %v", tt.path, err)
		}
	}
}
