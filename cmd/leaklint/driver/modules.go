package driver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// modules are the folders whose files may be changed: those of the main module, or
// of all modules of a workspace. Without a module it is the current directory.
type modules struct{ roots []string }

// mainModules asks the go command for the main modules.
func (o *options) mainModules(ctx context.Context) (*modules, error) {
	roots, err := o.goList(ctx, "-m", "-f", "{{.Dir}}")
	if err != nil && !strings.Contains(err.Error(), "GO111MODULE=off") {
		return nil, fmt.Errorf("cannot tell what belongs to the main module: %w", err)
	}
	m := &modules{roots: roots}
	if len(m.roots) == 0 {
		wd, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		m.roots = []string{wd}
	}
	for i, root := range m.roots {
		if m.roots[i], err = filepath.EvalSymlinks(root); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// hold reports whether a file is one of the modules' own: in their folder, whatever
// links lead there, and neither in a module inside of it nor vendored.
func (m *modules) hold(file string) bool {
	folder, err := filepath.EvalSymlinks(filepath.Dir(file))
	if err != nil {
		return false
	}
	for {
		if slices.Contains(m.roots, folder) {
			return true
		}
		parent := filepath.Dir(folder)
		_, err := os.Stat(filepath.Join(folder, "go.mod"))
		if parent == folder || !errors.Is(err, os.ErrNotExist) {
			return false
		}
		if filepath.Base(folder) == "vendor" && slices.Contains(m.roots, parent) {
			return false
		}
		folder = parent
	}
}
