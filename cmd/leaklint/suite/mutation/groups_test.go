package mutation

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// TestGroups shows that each rule belongs to one group, that the checks of a group
// exist, and that a rule which no fixture notices is one, and has a reason.
func TestGroups(t *testing.T) {
	root := filepath.Join("..", "..")
	groupOf := map[string]string{}
	for _, g := range groups {
		reasons, err := declared(filepath.Join(root, filepath.FromSlash(g.Package)))
		if err != nil {
			t.Fatal(err)
		}
		if len(reasons) == 0 || len(g.Checks) == 0 {
			t.Errorf("%s: %d rules, %d checks", g.Package, len(reasons), len(g.Checks))
		}
		for _, r := range reasons {
			if other := groupOf[r.Name]; other != "" {
				t.Errorf("%s belongs to %s and to %s", r.Name, other, g.Package)
			}
			groupOf[r.Name] = g.Package
		}
		for _, name := range g.Checks {
			if !slices.Contains(checkNames(), name) {
				t.Errorf("%s: no check %s", g.Package, name)
			}
		}
		for name, why := range g.Known {
			if groupOf[name] != g.Package || why == "" {
				t.Errorf("%s: %s is no rule of it, or has no reason", g.Package, name)
			}
		}
	}
	for _, r := range decision.All() {
		if r.Kind != decision.Leaks && groupOf[r.Name] == "" {
			t.Errorf("%s belongs to no group", r.Name)
		}
	}
}

func checkNames() (names []string) {
	for _, a := range suite.Analyzers() {
		names = append(names, a.Name)
	}
	return names
}

// TestTestedPackages shows that each package with rules has a test that runs its
// group.
func TestTestedPackages(t *testing.T) {
	var tested []string
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "mutate_test.go" {
			folder, _ := filepath.Rel(filepath.Join("..", ".."), filepath.Dir(path))
			tested = append(tested, filepath.ToSlash(folder))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, g := range Groups("") {
		listed = append(listed, g.Package)
	}
	slices.Sort(listed)
	slices.Sort(tested)
	if !slices.Equal(listed, tested) {
		t.Errorf("groups of\n%s\ntests of\n%s", strings.Join(listed, "\n"), strings.Join(tested, "\n"))
	}
}

// TestFaults shows what is wrong with a result.
func TestFaults(t *testing.T) {
	all := decision.All()
	r := Result{Group: Group{Known: map[string]string{all[0].Name: "why", "noticed": "why"}}, Survivors: all[:2]}
	got := r.Faults()
	if len(got) != 2 || !strings.Contains(got[0], all[1].Name) || !strings.HasPrefix(got[1], "noticed is no survivor") {
		t.Errorf("faults: %q", got)
	}
}
