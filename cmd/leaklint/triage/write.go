package triage

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// writeWhole writes a file whole or not at all: what was there stays until all of
// the new text is on the disk beside it. What is there and no regular file, a link
// among them, is left alone.
func writeWhole(name string, text []byte) error {
	mode := fs.FileMode(0o644)
	info, err := os.Lstat(name)
	switch {
	case err == nil && info.Mode()&fs.ModeSymlink != 0:
		return errors.New("it is a link, not a regular file")
	case err == nil && !info.Mode().IsRegular():
		return errors.New("there is something of that name that is no regular file")
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return withoutPath(err)
	}
	beside := fmt.Sprintf("%s.%s.tmp", name, rand.Text()[:8])
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return withoutPath(err)
	}
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(beside, name)
	}
	if err != nil {
		os.Remove(beside)
	}
	return withoutPath(err)
}
