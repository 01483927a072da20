// Package regular reads regular files within a bound. It is for names that
// strangers wrote, such as the target of a //line directive: a device may never
// end, a pipe may never begin, and either may do something when it is opened.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Open opens the named file, which has to be a regular one, by way of symbolic links
// or without, and returns its size too. All else is refused before it is opened, and
// once more after, as the file may have been replaced by then; where the system can,
// opening does not wait. The error names the file, and is an [Irregular] where that
// is what is wrong.
func Open(name string) (*os.File, int64, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, 0, opening(err)
	}
	if err := check(name, info); err != nil {
		return nil, 0, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return nil, 0, err
	}
	if info, err = f.Stat(); err == nil {
		err = check(name, info)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// ReadFile returns what the named file holds, where that is a regular file of at
// most limit bytes. The error names the file. It reads as many bytes as the file has
// when it is opened: the files that a kernel makes up have none.
func ReadFile(name string, limit int64) ([]byte, error) {
	f, size, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > limit {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("has %d bytes, more than the %d that are read", size, limit)}
	}
	return io.ReadAll(io.LimitReader(f, size))
}

// opening makes an error of asking about a file one of opening it, as of
// [os.ReadFile].
func opening(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: "open", Path: path.Path, Err: path.Err}
	}
	return err
}

// An Irregular says what a file is that is no regular one: "is a pipe, not a regular
// file".
type Irregular string

// Error returns the text, without the file's name.
func (i Irregular) Error() string { return string(i) }

// check refuses what is no regular file.
func check(name string, info fs.FileInfo) error {
	what := "is not a regular file"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "is a folder, not a regular file"
	case mode&fs.ModeNamedPipe != 0:
		what = "is a pipe, not a regular file"
	case mode&fs.ModeSocket != 0:
		what = "is a socket, not a regular file"
	case mode&fs.ModeDevice != 0:
		what = "is a device, not a regular file"
	}
	return &fs.PathError{Op: "read", Path: name, Err: Irregular(what)}
}
