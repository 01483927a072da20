package tryout

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/leaktight/leaktight/cmd/leaklint/tryout/lent"
)

// A toolchain is the Go release that the go command takes for the module at hand.
type toolchain struct {
	Version  string `json:"GOVERSION"`
	Root     string `json:"GOROOT"`
	ModCache string `json:"GOMODCACHE"`
	Flags    string `json:"GOFLAGS"`
}

// lend returns the folder of a GOROOT that is the toolchain's, and has in its
// standard library the packages that we lend. All of it are links but the lent
// packages and the go command, which finds its GOROOT by its own place, so that the
// tests see no other environment. It stays in the user's cache folder for the next
// run, since test binaries hold its name, and what is cached of them.
//
// A test that walks through GOROOT/src finds links there, which filepath.Walk does
// not follow; one that opens the files finds them as they are.
func (tc *toolchain) lend(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no place for files of a run: %w", err)
	}
	cache = filepath.Join(cache, "leaklint", "goroot")
	root := filepath.Join(cache, tc.Version+"-"+tc.hash())
	if _, err := os.Stat(root); err == nil {
		return root, nil
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return "", err
	}
	unfinished, err := os.MkdirTemp(cache, "unfinished-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished) // it is gone by then, or of no use
	if err := tc.build(ctx, unfinished); err != nil {
		return "", err
	}
	if err := os.Rename(unfinished, root); err != nil && !exists(root) { // or another run was faster
		return "", err
	}
	return root, nil
}

// hash tells one toolchain with one set of lent packages from all others.
func (tc *toolchain) hash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n", tc.Root, tc.Version, lent.Archive())
	return fmt.Sprintf("%x", h.Sum(nil))[:16]
}

// build makes the folder's content.
func (tc *toolchain) build(ctx context.Context, root string) error {
	src := filepath.Join(root, "src")
	bin := filepath.Join(root, "bin")
	if err := errors.Join(os.MkdirAll(src, 0o777), os.MkdirAll(bin, 0o777)); err != nil {
		return err
	}
	for _, folder := range []struct{ from, to, but string }{
		{tc.Root, root, ""},
		{filepath.Join(tc.Root, "src"), src, ""},
		{filepath.Join(tc.Root, "bin"), bin, goName},
	} {
		if err := linkAll(ctx, folder.from, folder.to, folder.but); err != nil {
			return err
		}
	}
	if err := linkOrCopy(filepath.Join(tc.Root, "bin", goName), filepath.Join(bin, goName)); err != nil {
		return err
	}
	return lent.Install(src)
}

var goName = map[bool]string{true: "go.exe", false: "go"}[runtime.GOOS == "windows"]

// linkAll makes a link to each entry of a folder but one, and but those that are
// there already.
func linkAll(ctx context.Context, from, to, but string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		name := filepath.Join(to, e.Name())
		if e.Name() == but || exists(name) {
			continue
		}
		if err := os.Symlink(filepath.Join(from, e.Name()), name); err != nil {
			return noLinks(err)
		}
	}
	return nil
}

// noLinks says what a system wants that refuses symbolic links.
func noLinks(err error) error {
	if runtime.GOOS == "windows" {
		return fmt.Errorf("leaklint test needs symbolic links, which this system refuses: turn on Windows' Developer Mode, or run it as administrator (%w)", err)
	}
	return fmt.Errorf("leaklint test needs symbolic links, which the folder does not take: choose another with XDG_CACHE_HOME (%w)", err)
}

// linkOrCopy gives a program a second name: a copy where a hard link cannot be made.
func linkOrCopy(from, to string) (err error) {
	if os.Link(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o777)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
