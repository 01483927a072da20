package tryout

import (
	"slices"
	"strings"
	"testing"
)

// TestFlags: the packages of a command line are those that go test takes for them.
func TestFlags(t *testing.T) {
	for _, test := range []struct{ line, packages, build, args, reason string }{
		{"./...", "./...", "", "./...", "a pattern"},
		{"-run TestA ./a ./b", "./a ./b", "", "-run TestA ./a ./b", "a value in the next argument is no package"},
		{"-run=TestA ./a", "./a", "", "-run=TestA ./a", "a value in the same argument"},
		{"-test.run TestA ./a", "./a", "", "-test.run TestA ./a", "the name that the test binary knows"},
		{"-tags x --race ./a", "./a", "-tags x --race", "-tags x --race ./a", "flags of the build"},
		{"-v ./a -short ./b", "./a", "", "-v ./a -short ./b", "one run of packages"},
		{"./a -golden x", "./a", "", "./a -golden x", "flags of the test"},
		{"-golden ./a", "", "", "-golden ./a", "the value of a flag that nobody knows"},
		{"./a -args -list -run x", "./a", "", "./a -args -list -run x", "after -args all is the test's"},
		{"-overlay o.json ./a", "./a", "", "./a", "an overlay of the user's is put into ours"},
		{"-github -known f ./a", "./a", "", "./a", "our own flags"},
		{"-cover -coverpkg ./... .", ".", "", "-cover -coverpkg ./... .", "what is covered is no package to test"},
	} {
		o, err := parseFlags(strings.Fields(test.line))
		if err != nil {
			t.Errorf("%s: %v", test.line, err)
			continue
		}
		for _, part := range []struct {
			name string
			got  []string
			want string
		}{{"packages", o.packages, test.packages}, {"build flags", o.build, test.build}, {"arguments", o.args, test.args}} {
			if !slices.Equal(part.got, strings.Fields(part.want)) {
				t.Errorf("%s: %s %q, want %q: %s", test.line, part.name, part.got, part.want, test.reason)
			}
		}
	}
}

// TestFlagsRefused: what cannot be meant is not guessed at.
func TestFlagsRefused(t *testing.T) {
	for _, line := range []string{"-list=TestA ./...", "-known", "-list -write", "-json -github", "-h"} {
		if _, err := parseFlags(strings.Fields(line)); err == nil {
			t.Errorf("%s: no error", line)
		}
	}
}
