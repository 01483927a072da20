package triage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// openFile opens a regular file. All else is refused before it is opened, as that
// may wait for ever or do something, and once more after, as the file may have
// been replaced by then.
func openFile(name string) (*source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, withoutPath(err)
	}
	if err := mustBeRegular(info.Mode()); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|openWithoutWaiting, 0)
	if err != nil {
		return nil, withoutPath(err)
	}
	info, err = f.Stat()
	if err == nil {
		err = mustBeRegular(info.Mode())
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &source{f, info.Size()}, nil
}

// mustBeRegular is the error about what is no regular file.
func mustBeRegular(mode fs.FileMode) error {
	what := ""
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return errors.New("it is a folder, not a file")
	case mode&fs.ModeNamedPipe != 0:
		what = "pipe"
	case mode&fs.ModeSocket != 0:
		what = "socket"
	case mode&fs.ModeDevice != 0:
		what = "device"
	default:
		return errors.New("it is no regular file")
	}
	return fmt.Errorf("it is a %s, not a regular file; leaklint triage - reads standard input", what)
}

// withoutPath takes the operation and the names out of an error, which its reader knows.
func withoutPath(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
