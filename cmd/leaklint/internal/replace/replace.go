// Package replace writes a new content into a file that a person keeps, so that
// whatever happens meanwhile there is the old file or the new one, and nothing in
// between: a full disk, a signal, a folder that cannot be written.
//
// The new content goes into a temporary file beside the old one, which is synced
// and then takes its name. Where that would lose something (the owner, extended
// attributes) or is not possible (a folder that cannot be written), the old content
// is first saved to a backup, which is named, and the file is written in place.
package replace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A Refusal is the reason for which a file was left alone: it is not the file, or
// not of the kind, that can be replaced. Any other error says what failed.
type Refusal string

// Error returns the reason, without the file's name.
func (r Refusal) Error() string { return string(r) }

// File makes after the content of the named file, whose content must be before.
// The mode and the owner stay, and so do extended attributes where the system has
// them (Linux; elsewhere they are not looked at). When it returns an error, the
// file is as it was.
//
// It refuses what [Check] refuses. The note says, before it happens, that a file is written in place and
// where its old content is; the backup is removed when the file is whole.
func File(name string, before, after []byte, note func(text string)) error {
	info, err := Check(name, before)
	if err != nil {
		return err
	}
	whole, err := beside(name, info, after)
	if err == nil {
		return whole.rename(name, info)
	}
	if !errors.As(err, new(cannotKeep)) {
		return err
	}
	return inPlace(name, before, after, func(backup string) {
		note(fmt.Sprintf("writing in place, since %v; the old content is in %s until that is done", err, backup))
	})
}

const errChanged = Refusal("it has changed since it was analyzed")

// Check refuses, with a [Refusal], a file whose content is not before, one that is
// not a regular file (a link, a device), one that has several names, and one that
// may not be written. It writes nothing, and returns what the system says of a file
// that can be replaced.
func Check(name string, before []byte) (fs.FileInfo, error) {
	info, err := os.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		target, _ := os.Readlink(name)
		return nil, Refusal("it is a link to " + target)
	case !info.Mode().IsRegular():
		return nil, Refusal("it is not a regular file")
	case names(name, info) > 1:
		return nil, Refusal(fmt.Sprintf("it has %d names (hard links), of which a new file would keep one", names(name, info)))
	case info.Mode().Perm()&0o222 == 0:
		return nil, Refusal("it is read-only")
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrPermission) {
		return nil, Refusal("it may not be written")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, int64(len(before))+1))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(content, before) {
		return nil, errChanged
	}
	return info, nil
}

// A cannotKeep says why a file cannot be replaced by a new one.
type cannotKeep struct{ error }

func (c cannotKeep) Unwrap() error { return c.error }

// A temporary is a whole new file that waits for its name.
type temporary string

// beside writes a temporary file into the folder of the named one, with its mode
// and owner. The error is a cannotKeep where the file has to be written in place.
func beside(name string, info fs.FileInfo, content []byte) (_ temporary, err error) {
	// The go command passes over files whose name begins with a dot, so that one
	// that is left by a crash is no part of the package.
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".leaklint-*")
	if errors.Is(err, fs.ErrPermission) {
		return "", cannotKeep{fmt.Errorf("no file can be made beside it (%w)", cause(err))}
	}
	if err != nil {
		return "", err
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(content); err != nil {
		return "", err
	}
	if err := f.Chmod(info.Mode().Perm()); err != nil {
		return "", cannotKeep{fmt.Errorf("its mode cannot be kept (%w)", cause(err))}
	}
	if err := keepOwner(f, info); err != nil {
		return "", cannotKeep{fmt.Errorf("its owner cannot be kept (%w)", cause(err))}
	}
	if hasMoreAttributes(name, f.Name()) {
		return "", cannotKeep{errors.New("its extended attributes cannot be kept")}
	}
	return temporary(f.Name()), f.Sync()
}

// rename gives the new file the name of the old one, unless somebody has written
// that since it was looked at.
func (t temporary) rename(name string, old fs.FileInfo) error {
	now, err := os.Lstat(name)
	if err == nil && (!os.SameFile(now, old) || now.Size() != old.Size() || !now.ModTime().Equal(old.ModTime())) {
		err = errChanged
	}
	if err == nil {
		err = os.Rename(string(t), name)
	}
	if err != nil {
		os.Remove(string(t))
		return err
	}
	syncFolder(filepath.Dir(name))
	return nil
}

// syncFolder makes a new name outlive a crash of the system, where the system can.
func syncFolder(name string) {
	if folder, err := os.Open(name); err == nil {
		_ = folder.Sync() // not all systems can: the file is whole in any case
		folder.Close()
	}
}

// cause takes the name of a temporary file out of an error.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
