package tryout

import (
	"context"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/printable"
	"github.com/leaktight/leaktight/cmd/leaklint/internal/version"
)

// keep is leaklint test -write: it adds the TestMain files and the lines of go.mod
// with which go test alone checks what leaklint test checks. It says first what that
// raises, writes nothing twice, and changes no TestMain that is there.
func (s *session) keep(ctx context.Context, packages []*pkg) error {
	say := func(format string, args ...any) {
		fmt.Fprintf(s.stdout, "%s\n", printable.Line(fmt.Sprintf(format, args...)))
	}
	mods, err := goModsOf(packages)
	if err != nil {
		return err
	}
	for _, m := range mods {
		changes, err := m.require(version.Get().Version)
		if err != nil {
			return err
		}
		for _, change := range changes {
			say("%s: %s", shownPath(m.name), change)
		}
	}
	changed := false
	for _, m := range mods {
		wrote, err := m.write()
		if err != nil {
			return err
		}
		changed = changed || wrote
	}
	for _, p := range packages {
		name, word, err := s.keepPackage(ctx, p)
		switch {
		case err != nil:
			return err
		case name != "":
			changed = true
			say("%s: added", shownPath(name))
		case word != "":
			say("%s: %s", p.ImportPath, word)
		}
	}
	if changed {
		say("now run go mod tidy (and go mod vendor, if you vendor), and go test ./...")
	} else {
		say("nothing was added")
	}
	return nil
}

// keepPackage adds a TestMain to a package that has tests and none, and returns the
// name of the file; or what there is to say of the package, if anything.
func (s *session) keepPackage(ctx context.Context, p *pkg) (name, word string, err error) {
	plan := s.plan(ctx, p)
	switch {
	case plan.checked, plan.reason == noTests:
		return "", "", nil
	case plan.reason != "":
		return "", "left as it is: " + plan.reason, nil
	case plan.in != "":
		return "", fmt.Sprintf("left as it is: let the TestMain at %s call leaktest.VerifyTestMain(m), with leaktest.Cleanup for what it does after the tests", plan.in), nil
	}
	suites, err := s.readSuites(p)
	if err != nil {
		return "", "", err
	}
	if len(p.XTestGoFiles) == 0 {
		slices.Reverse(suites) // most of a package's files tell where tests are at home
	}
	for _, t := range suites {
		if !t.taken {
			name, err := s.writeMain(t)
			return name, "", err
		}
	}
	return "", "", nil
}

// writeMain writes a file with a TestMain, under a name that is free.
func (s *session) writeMain(t *suite) (string, error) {
	alias := ""
	if name := t.freeName("leaktest"); name != "leaktest" {
		alias = name + " "
	}
	text, err := format.Source(fmt.Appendf(nil, `package %s

import (
	"testing"

	%s%q
)

func TestMain(m *testing.M) {
	%s.VerifyTestMain(m)
}
`, t.name, alias, ownPath, t.freeName("leaktest")))
	if err != nil {
		return "", err
	}
	for _, base := range []string{"main_test.go", "leaktest_test.go", "leaktest_main_test.go"} {
		name := filepath.Join(t.pkg.Dir, base)
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(text)
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		return name, err
	}
	return "", fmt.Errorf("%s: no name is free for a file with a TestMain", t.pkg.Dir)
}
