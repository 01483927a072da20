package driver

import "testing"

// TestPosn pins how a position is read and how it is shown: with a file, a line
// and a column always, both from 1 on.
func TestPosn(t *testing.T) {
	for _, tt := range []struct {
		in   string
		posn posn
		out  string
	}{
		{"a/b.go:3:5", posn{"a/b.go", 3, 5}, "a/b.go:3:5"},
		{`C:\x.go:3:5`, posn{`C:\x.go`, 3, 5}, `C:\x.go:3:5`},
		{"g.y:100", posn{"g.y", 100, 0}, "g.y:100:1"},
		{"x:12:7:3", posn{"x:12", 7, 3}, "x:12:7:3"},
		{"8", posn{"", 8, 0}, "-:8:1"}, // //line :7 leaves out the file
		{"8:3", posn{"", 8, 3}, "-:8:3"},
		{"-:8:3", posn{"", 8, 3}, "-:8:3"},
		{"-", posn{}, "-:1:1"},
		{"", posn{}, "-:1:1"},
		{"g.y", posn{"g.y", 0, 0}, "g.y:1:1"},
		{"g.y:0:0", posn{"g.y:0:0", 0, 0}, "g.y:0:0:1:1"}, // go/token writes no such number
		{"g.y:-7", posn{"g.y:-7", 0, 0}, "g.y:-7:1:1"},
		{"g.y:99999999999", posn{"g.y:99999999999", 0, 0}, "g.y:99999999999:1:1"},
		{"\x1b[31m\n:8:3", posn{"\x1b[31m\n", 8, 3}, `\x1b[31m\n:8:3`},
	} {
		var p posn
		if err := p.UnmarshalText([]byte(tt.in)); err != nil {
			t.Fatal(err)
		}
		if p != tt.posn {
			t.Errorf("%q is read as %#v, want %#v", tt.in, p, tt.posn)
		}
		if got := p.String(); got != tt.out {
			t.Errorf("%q is shown as %q, want %q", tt.in, got, tt.out)
		}
	}
}
