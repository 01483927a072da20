// Package lent holds the source of what leaklint test lends to the test binaries of
// a repository: package tryout of leaktest, all that it depends on beside the
// standard library, and the licenses.
//
// The files stand in an archive, since the command is all that a user has of this
// module, and a repository that is tried out need not have it among its modules. So
// they take the place of packages of the standard library, which every module may
// import, with import paths of their own: a module that has leaktest, or go-cmp, in
// another version keeps that one.
package lent

import (
	_ "embed"
	"os"
	"path/filepath"

	"golang.org/x/tools/txtar"
)

// The archive is written anew with go generate when a test says that it is not what
// the packages are.
//
//go:generate go run ./generate lent.txtar
//go:embed lent.txtar
var archive []byte

// Root is the folder, and the first element of the import paths, of all that is
// lent. It has no dot, as those of the standard library.
const Root = "leaktight-lent"

// Tryout is the import path of the package that a wrapped TestMain calls.
const Tryout = Root + "/leaktest/tryout"

// Archive returns the archive as it was generated.
func Archive() []byte { return archive }

// Install writes the files below dir.
func Install(dir string) error {
	for _, f := range txtar.Parse(archive).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
