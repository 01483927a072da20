package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A module is a writable copy of a released module.
type module struct {
	path, version string
	dir           string // folder of the copy, without symbolic links
	noSum         bool   // its checksum is not in the checksum database
}

func (m module) String() string { return m.path + "@" + m.version }

// env is what the go command needs in order to work on the copy of a module as
// if it were the main module: missing requirements may be added. To what is no
// copy, and has no version, nothing is added.
func (m module) env() []string {
	if m.version == "" {
		return nil
	}
	env := []string{"GOFLAGS=-mod=mod"}
	if m.noSum {
		env = append(env, "GOSUMDB=off")
	}
	return env
}

// relative cuts the folder or the path of the module from the file of p.
func (m module) relative(p position) position {
	for _, prefix := range []string{filepath.ToSlash(m.dir), m.path} {
		if rest, ok := strings.CutPrefix(p.File, prefix+"/"); ok && prefix != "" {
			p.File = rest
			break
		}
	}
	return p
}

// fetch downloads a module and copies it to the working folder, where a copy
// of an earlier run serves again.
func (b *bench) fetch(ctx context.Context, path, version string) (module, error) {
	m := module{path: path, version: version, dir: filepath.Join(b.work, "modules", strings.ReplaceAll(path, "/", "_")+"@"+version)}
	var cached string
	var err error
	for _, m.noSum = range []bool{false, true} {
		if cached, err = download(ctx, m); err == nil {
			break
		}
	}
	if err != nil {
		return m, err
	}
	if _, err := os.Stat(m.dir); err == nil {
		return m, nil
	}
	part := m.dir + ".part" // renamed at the end, so that a copy cut short is not taken for a whole one
	removeAll(part)
	if err := copyTree(part, cached); err != nil {
		return m, err
	}
	if err := standAlone(ctx, m, part); err != nil {
		return m, err
	}
	return m, os.Rename(part, m.dir)
}

// download makes sure that the module is in the module cache, and returns its
// folder there.
func download(ctx context.Context, m module) (string, error) {
	r, err := command{dir: os.TempDir(), env: m.env(), args: []string{"mod", "download", "-json", m.String()}}.run(ctx)
	var info struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(r.stdout, &info); jsonErr == nil && info.Error != "" {
		return "", errors.New(info.Error)
	}
	if err == nil && info.Dir == "" {
		err = fmt.Errorf("go mod download named no folder for %s", m)
	}
	return info.Dir, err
}

// standAlone makes the copy of a module fit to be the main module: a module
// without a go.mod gets one, replacements by local folders, which a release
// does not contain, are dropped, and so is the wish for another toolchain.
func standAlone(ctx context.Context, m module, dir string) error {
	goMod := func(args ...string) (result, error) {
		return command{dir: dir, env: m.env(), args: append([]string{"mod"}, args...)}.run(ctx)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); errors.Is(err, fs.ErrNotExist) {
		return initModule(m, dir)
	}
	r, err := goMod("edit", "-json")
	if err != nil {
		return err
	}
	var file struct {
		Replace []struct {
			Old, New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal(r.stdout, &file); err != nil {
		return err
	}
	edits := []string{"edit", "-toolchain=none"}
	for _, replace := range file.Replace {
		if replace.New.Version == "" {
			edits = append(edits, "-dropreplace="+strings.TrimSuffix(replace.Old.Path+"@"+replace.Old.Version, "@"))
		}
	}
	_, err = goMod(edits...)
	return err
}

// initModule writes a go.mod for a module that was released without one. The
// versions of what it imports come from its vendor.mod where there is one (as
// in docker); else the go command takes the newest, when it needs them.
func initModule(m module, dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "vendor.mod"))
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte("module "+m.path+"\n\ngo 1.17\n"), nil
	}
	if err != nil {
		return err
	}
	if sum, err := os.ReadFile(filepath.Join(dir, "vendor.sum")); err == nil {
		if err := os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "go.mod"), text, 0o666)
}

// copyTree copies the regular files below src to dst, writable. Vendored
// packages are left out: a copy resolves its imports from the module cache.
func copyTree(dst, src string) error {
	return filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dst, rel)
		switch {
		case d.IsDir() && rel == "vendor":
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(to, 0o777)
		case !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o666)
	})
}
