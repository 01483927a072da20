package triage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/leaktight/leaktight/cmd/leaklint/internal/regular"
)

// openFile opens a regular file. All else has to come by standard input: it may
// wait forever, or do something when it is opened.
func openFile(name string) (*source, error) {
	f, size, err := regular.Open(name)
	var irregular regular.Irregular
	switch {
	case errors.As(err, &irregular):
		return nil, fmt.Errorf("it %w; leaklint triage - reads standard input", irregular)
	case err != nil:
		return nil, withoutPath(err)
	}
	src := &source{ReadCloser: f, size: size}
	if info, err := f.Stat(); err == nil {
		src.modified = info.ModTime()
	}
	return src, nil
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
