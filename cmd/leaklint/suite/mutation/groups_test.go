package mutation

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/decision"
	"github.com/leaktight/leaktight/cmd/leaklint/suite"
)

// TestGroups shows that each rule belongs to one group, and that the checks of a group
// exist.
func TestGroups(t *testing.T) {
	root := filepath.Join("..", "..")
	groupOf := map[string]string{}
	for _, g := range groups {
		reasons, outcomes, err := declared(filepath.Join(root, filepath.FromSlash(g.Package)))
		if err != nil {
			t.Fatal(err)
		}
		if len(reasons) == 0 || len(g.Checks) == 0 {
			t.Errorf("%s: %d rules, %d checks", g.Package, len(reasons), len(g.Checks))
		}
		for _, r := range slices.Concat(reasons, outcomes) {
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

// TestFaults shows what is said of a rule that no fixture notices.
func TestFaults(t *testing.T) {
	r := Result{Survivors: decision.All()[:1]}
	got := r.Faults()
	if len(got) != 1 || !strings.Contains(got[0], r.Survivors[0].Name) {
		t.Errorf("faults: %q", got)
	}
}

// TestAsked shows which reasons are rules: those of which something asks whether they
// hold, and not those that only name what is left.
func TestAsked(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "reasons.go", `package p

func f(o *decision.Obligation) *decision.Reason {
	if held.Holds(true) || o.Settled(settled, true) {
		return returned
	}
	r := decision.First(decision.Condition{Reason: first})
	o.Settle(noted)
	return cmp.Or(r, left, table(listed))
}`, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	rules := asked([]*ast.File{f})
	for _, name := range []string{"held", "settled", "first", "listed"} {
		if !rules[name] {
			t.Errorf("%s is no rule", name)
		}
	}
	for _, name := range []string{"returned", "noted", "left"} {
		if rules[name] {
			t.Errorf("%s is a rule", name)
		}
	}
}
