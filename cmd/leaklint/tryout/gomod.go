package tryout

import (
	"bytes"
	"errors"
	"fmt"
	"go/version"
	"os"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

const (
	ownModule = "github.com/leaktight/leaktight"
	ownGo     = oldest + ".0" // the go line of our own go.mod
)

// A goMod is the go.mod of a module that is tested.
type goMod struct {
	name string
	text []byte
	file *modfile.File
}

// goModsOf returns the go.mod of each module that packages with tests belong to.
func goModsOf(packages []*pkg) ([]*goMod, error) {
	var mods []*goMod
	seen := make(map[string]bool)
	for _, p := range packages {
		if p.Module == nil || !p.Module.Main || !p.hasTests() || seen[p.Module.GoMod] {
			continue
		}
		seen[p.Module.GoMod] = true
		m := &goMod{name: p.Module.GoMod}
		var err error
		if m.text, err = os.ReadFile(m.name); err != nil {
			return nil, err
		}
		if m.file, err = modfile.Parse(m.name, m.text, nil); err != nil {
			return nil, err
		}
		mods = append(mods, m)
	}
	if len(mods) == 0 {
		return nil, errors.New("no package with tests belongs to a module at hand")
	}
	return mods, nil
}

// require makes the module require leaktest, in the version of this command, and
// returns what that changes, in words. One that does so already is left as it is.
func (m *goMod) require(own string) (changes []string, err error) {
	for _, r := range m.file.Require {
		if r.Mod.Path == ownModule {
			return nil, nil
		}
	}
	if m.file.Module != nil && m.file.Module.Mod.Path == ownModule {
		return nil, nil
	}
	if !semver.IsValid(own) || strings.Contains(own, "+") {
		return nil, fmt.Errorf("this leaklint was built from a working copy and has no version that go.mod could require: run go get %s@latest, then -write again", ownModule)
	}
	if have := m.goLine(); version.Compare("go"+have, "go"+ownGo) < 0 {
		changes = append(changes, fmt.Sprintf("the go line rises from %s to %s, which leaktest needs: so does then everybody who builds this module", have, ownGo))
		if version.Compare("go"+have, "go1.22") < 0 {
			changes = append(changes, "with a go line of 1.22 or newer each turn of a for loop has variables of its own: see https://go.dev/blog/loopvar-preview")
		}
		if err := m.file.AddGoStmt(ownGo); err != nil {
			return nil, err
		}
	}
	changes = append(changes, fmt.Sprintf("requires %s %s", ownModule, own))
	return changes, m.file.AddRequire(ownModule, own)
}

// goLine returns the version of the go line; without one that is 1.16.
func (m *goMod) goLine() string {
	if m.file.Go == nil {
		return "1.16"
	}
	return m.file.Go.Version
}

// write writes the file where it has changed.
func (m *goMod) write() (bool, error) {
	m.file.Cleanup()
	text, err := m.file.Format()
	if err != nil || bytes.Equal(text, m.text) {
		return false, err
	}
	return true, os.WriteFile(m.name, text, 0o666)
}
