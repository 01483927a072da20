package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// uses says where a module uses a peer.
type uses struct {
	peer     string
	files    []string // that import it
	packages []string // folders with tests that import it, or a helper of the module that does
}

// usesOf looks at the files of a module. Where it uses both peers, goleak is the
// one that counts.
func usesOf(dir, module string) (uses, error) {
	for _, peer := range []string{goleak, fortytw2} {
		u := uses{peer: peer}
		var err error
		if u.files, err = importers(dir, func(string) bool { return true }, peer); err != nil {
			return u, err
		}
		imports := []string{peer}
		for _, file := range u.files {
			if !strings.HasSuffix(file, "_test.go") {
				imports = append(imports, path.Join(module, filepath.ToSlash(filepath.Dir(file))))
			}
		}
		tests, err := importers(dir, func(file string) bool { return strings.HasSuffix(file, "_test.go") }, imports...)
		if err != nil {
			return u, err
		}
		for _, file := range tests {
			if folder := filepath.Dir(file); !slices.Contains(u.packages, folder) {
				u.packages = append(u.packages, folder)
			}
		}
		if len(u.packages) > 0 {
			return u, nil
		}
	}
	return uses{}, fmt.Errorf("no test of %s imports %s or %s", module, goleak, fortytw2)
}

// importers returns the files of a kind that have one of the import paths.
func importers(dir string, kind func(file string) bool, imports ...string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || !kind(name) {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(imports, func(path string) bool { return bytes.Contains(text, []byte(`"`+path+`"`)) }) {
			file, err := filepath.Rel(dir, name)
			files = append(files, file)
			return err
		}
		return nil
	})
	return files, err
}
