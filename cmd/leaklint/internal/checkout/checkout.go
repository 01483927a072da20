// Package checkout knows the folder that the paths of annotations and of a SARIF log
// are relative to. GitHub and GitLab know the files of a repository by their paths
// from its root, wherever in it leaklint was run.
package checkout

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Base is such a folder.
type Base string

// Find returns the folder that is named; where none is, the root of the checkout, if
// the current directory lies in it: $GITHUB_WORKSPACE, or the nearest folder with a
// .git; else the current directory.
func Find(named string) (Base, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("cannot tell the current directory: %w", err)
	}
	if named != "" {
		dir, err := filepath.Abs(named)
		if err != nil {
			return "", fmt.Errorf("-base: %w", err)
		}
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return "", fmt.Errorf("-base: %s is no folder", named)
		}
		return Base(dir), nil
	}
	if workspace := os.Getenv("GITHUB_WORKSPACE"); workspace != "" && below(workspace, wd) != "" {
		return Base(workspace), nil
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil { // a folder, or the file of a worktree
			return Base(dir), nil
		}
		if dir == filepath.Dir(dir) {
			return Base(wd), nil
		}
	}
}

// Path returns the file relative to the base, with forward slashes, where it lies
// below it, and as it is elsewhere. It is empty where the file has no name.
func (b Base) Path(file string) string {
	if rel := below(string(b), file); file != "" && rel != "" {
		return filepath.ToSlash(rel)
	}
	return file
}

// below returns the path of a file relative to a folder, or nothing where it does
// not lie in it.
func below(dir, file string) string {
	rel, err := filepath.Rel(dir, file)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return ""
	}
	return rel
}
