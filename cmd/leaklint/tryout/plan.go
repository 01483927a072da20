package tryout

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// A plan says what becomes of a package.
type plan struct {
	pkg     *pkg
	files   map[string][]byte // by name, what go test is to see in their place
	in      string            // where its own TestMain stands, or ""
	early   bool              // the verdict does not wait for what that does after the tests
	checked bool              // that checks the package already
	reason  string            // why nothing is done, or ""
}

// how says what is done.
func (p *plan) how() string {
	switch {
	case p.in == "":
		return "a TestMain is added"
	case p.early:
		return "its TestMain at " + p.in + ", with the verdict when the tests are through"
	}
	return "its TestMain at " + p.in
}

// planAll decides for each package.
func (s *session) planAll(ctx context.Context, packages []*pkg) []*plan {
	plans := make([]*plan, len(packages))
	for i, p := range packages {
		plans[i] = s.plan(ctx, p)
	}
	return plans
}

func (s *session) plan(ctx context.Context, p *pkg) *plan {
	done := &plan{pkg: p}
	if done.reason = s.outOfReach(p); done.reason != "" {
		return done
	}
	suites, err := s.readSuites(p)
	if err != nil {
		done.reason = err.Error()
		return done
	}
	for _, t := range suites {
		if t.main != nil {
			s.wrap(ctx, t, done)
			return done
		}
	}
	s.add(suites, done)
	return done
}

// outOfReach returns why nothing can be done about a package, whatever its tests
// look like.
func (s *session) outOfReach(p *pkg) string {
	switch {
	case !p.hasTests():
		return noTests
	case p.Error != nil:
		return "go list: " + firstLine(p.Error.Err)
	case p.ImportPath == "command-line-arguments":
		return "it is given by its files; name its folder instead"
	case isBelow(p.Dir, s.toolchain.ModCache):
		return "it stands in the module cache, where the go command lets nobody replace a file"
	}
	return ""
}

// noTests is the reason to leave a package alone that is not worth a word.
const noTests = "it has no test files"

func isBelow(name, dir string) bool {
	rest, err := filepath.Rel(dir, name)
	return err == nil && dir != "" && filepath.IsLocal(rest)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// add gives a package a TestMain that has none. It stands in the external test
// package where it can, since the names there are few, and what is imported there
// cannot be what imports the package.
func (s *session) add(suites []*suite, done *plan) {
	for _, t := range suites {
		if t.taken {
			continue
		}
		name := filepath.Join(t.pkg.Dir, "leaktight_testmain_test.go")
		for i := 2; s.overlay.has(name); i++ {
			name = filepath.Join(t.pkg.Dir, fmt.Sprintf("leaktight_testmain%d_test.go", i))
		}
		done.files = map[string][]byte{name: addedMain(t.name, t.freeName("leaktight"), s.known)}
		return
	}
	done.reason = "TestMain is the name of something else in it"
}
