package tryout

import (
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestRequire: what -write makes of a go.mod, and what it says first.
func TestRequire(t *testing.T) {
	for _, test := range []struct{ before, after, said, reason string }{
		{"module m\n\ngo 1.20\n", "module m\n\ngo 1.26.0\n\nrequire github.com/leaktight/leaktight v0.3.0\n",
			"the go line rises from 1.20 to 1.26.0|with a go line of 1.22|requires github.com/leaktight/leaktight v0.3.0", "loops change their meaning"},
		{"module m\n\ngo 1.24.0\n", "module m\n\ngo 1.26.0\n\nrequire github.com/leaktight/leaktight v0.3.0\n",
			"the go line rises from 1.24.0|requires ", "loops have it already"},
		{"module m\n\ngo 1.27.0\n", "module m\n\ngo 1.27.0\n\nrequire github.com/leaktight/leaktight v0.3.0\n", "requires ", "nothing rises"},
		{"module m\n\ngo 1.20\n\nrequire github.com/leaktight/leaktight v0.1.0\n", "module m\n\ngo 1.20\n\nrequire github.com/leaktight/leaktight v0.1.0\n",
			"", "another version is the user's choice"},
		{"module github.com/leaktight/leaktight\n\ngo 1.26.0\n", "module github.com/leaktight/leaktight\n\ngo 1.26.0\n", "", "nothing requires itself"},
	} {
		file, err := modfile.Parse("go.mod", []byte(test.before), nil)
		if err != nil {
			t.Fatal(err)
		}
		m := &goMod{name: "go.mod", file: file}
		changes, err := m.require("v0.3.0")
		if err != nil {
			t.Fatal(err)
		}
		m.file.Cleanup()
		text, err := m.file.Format()
		if err != nil || string(text) != test.after {
			t.Errorf("%q becomes %q, want %q: %s", test.before, text, test.after, test.reason)
		}
		want := strings.Split(test.said, "|")
		if test.said == "" {
			want = nil
		}
		if len(changes) != len(want) {
			t.Errorf("%q: said %q, want %q", test.before, changes, want)
			continue
		}
		for i := range want {
			if !strings.HasPrefix(changes[i], want[i]) {
				t.Errorf("%q: said %q, want %q", test.before, changes[i], want[i])
			}
		}
	}
}

// TestRequireRefuses: a working copy has no version that somebody else could find.
func TestRequireRefuses(t *testing.T) {
	for _, version := range []string{"(devel)", "unknown", "v0.0.0-20260101000000-0123456789ab+dirty"} {
		file, err := modfile.Parse("go.mod", []byte("module m\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (&goMod{file: file}).require(version); err == nil {
			t.Errorf("%s: no error", version)
		}
	}
}
