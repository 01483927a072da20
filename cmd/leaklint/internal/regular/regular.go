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

// ReadFile returns what the named file holds. It is an error, which names the
// file, when that is not a regular file, by way of symbolic links or without, or
// is larger than limit bytes. Nothing else is opened.
//
// It reads as many bytes as the file has when it is opened: the files that a
// kernel makes up have none, and reading them may block. Whoever puts a pipe in
// the place of a regular file between two system calls can still make it wait.
func ReadFile(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, opening(err)
	}
	if err := check(info, limit); err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil { // it may be another one by now
		return nil, err
	}
	if err := check(info, limit); err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return io.ReadAll(io.LimitReader(f, info.Size()))
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

// check says why a file is not to be read.
func check(info fs.FileInfo, limit int64) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return errors.New("is a folder, not a regular file")
	case mode&fs.ModeNamedPipe != 0:
		return errors.New("is a pipe, not a regular file")
	case mode&fs.ModeSocket != 0:
		return errors.New("is a socket, not a regular file")
	case mode&fs.ModeDevice != 0:
		return errors.New("is a device, not a regular file")
	case !mode.IsRegular():
		return errors.New("is not a regular file")
	case info.Size() > limit:
		return fmt.Errorf("has %d bytes, more than the %d that are read", info.Size(), limit)
	}
	return nil
}
