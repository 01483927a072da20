package replace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// inPlace overwrites a file, with its old content in a backup that begin is told
// of. What a larger file needs is allocated before a byte of the old one changes,
// so that a full disk is met while it can be undone.
func inPlace(name string, before, after []byte, begin func(backup string)) error {
	backup, err := save(name, before)
	if err != nil {
		return fmt.Errorf("cannot write a backup: %w", err)
	}
	begin(backup)
	if err := overwrite(name, before, after); err != nil {
		if undo := overwrite(name, after, before); undo != nil {
			return fmt.Errorf("%w; the file may be damaged, its old content is in %s", err, backup)
		}
		return errors.Join(err, os.RemoveAll(filepath.Dir(backup)))
	}
	return os.RemoveAll(filepath.Dir(backup))
}

// save writes a backup into a folder of its own and returns its name.
func save(name string, content []byte) (string, error) {
	folder, err := os.MkdirTemp("", "leaklint-backup-*")
	if err != nil {
		return "", err
	}
	backup := filepath.Join(folder, filepath.Base(name))
	f, err := os.OpenFile(backup, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.Write(content)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		os.RemoveAll(folder)
		return "", err
	}
	return backup, nil
}

// overwrite writes the new content over the old one: first what goes beyond its
// end, which may not fit, then the rest.
func overwrite(name string, before, after []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if shared := len(before); len(after) > shared {
		if _, err := f.WriteAt(after[shared:], int64(shared)); err != nil {
			return errors.Join(err, f.Truncate(int64(shared)))
		}
	}
	if _, err := f.WriteAt(after[:min(len(before), len(after))], 0); err != nil {
		return err
	}
	if err := f.Truncate(int64(len(after))); err != nil {
		return err
	}
	return f.Sync()
}
