package triage

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// unfinished is the end of a kept capture's name while it is written.
const unfinished = ".part"

// A keeper writes what a server answers into a file of the folder of -keep, as it came.
type keeper struct {
	io.ReadCloser
	file  *os.File
	path  string // that it will have, without its ending
	magic []byte // its first bytes
	err   error
}

// newKeeper makes the folder, which only its owner may enter, where it is not there: a
// capture may hold what is secret.
func newKeeper(dir string, body io.ReadCloser, now time.Time) (*keeper, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, withoutPath(err)
	}
	for {
		path := keptPath(dir, now)
		f, err := os.OpenFile(path+unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		switch {
		case errors.Is(err, fs.ErrExist): // another run was quicker
			now = now.Add(time.Millisecond)
		case err != nil:
			return nil, withoutPath(err)
		default:
			return &keeper{ReadCloser: body, file: f, path: path}, nil
		}
	}
}

// endings are those of kept captures.
var endings = []string{".txt", ".pb.gz", unfinished}

// keptPath returns the path of a capture without its ending, for which there is no file:
// where there is one of the same millisecond, a later one is taken.
func keptPath(dir string, now time.Time) string {
	for {
		path := filepath.Join(dir, "goroutine-"+now.UTC().Format(keptLayout))
		if !slices.ContainsFunc(endings, func(ending string) bool { return exists(path + ending) }) {
			return path
		}
		now = now.Add(time.Millisecond)
	}
}

// Read reads from the server, and writes what it got.
func (k *keeper) Read(p []byte) (int, error) {
	n, err := k.ReadCloser.Read(p)
	if missing := 2 - len(k.magic); missing > 0 {
		k.magic = append(k.magic, p[:min(n, missing)]...)
	}
	if k.err == nil {
		_, k.err = k.file.Write(p[:n])
	}
	return n, err
}

// Close ends the answer and the file.
func (k *keeper) Close() error {
	k.file.Close() // of one that is finished it was
	return k.ReadCloser.Close()
}

// errTooLarge is about an answer of which the end was not read.
var errTooLarge = errors.New("it is larger than -max-bytes")

// finish reads what nobody has read yet, by way of the reader that the others had and up
// to a limit, and gives the file its name. An incomplete one keeps the ending .part, which
// no series reads.
func (k *keeper) finish(rest io.Reader, limit int64) error {
	switch _, err := io.CopyN(io.Discard, rest, limit); {
	case err == nil:
		return errTooLarge
	case err != io.EOF:
		return err
	}
	if err := k.file.Close(); k.err == nil {
		k.err = err
	}
	ending := ".txt"
	if bytes.Equal(k.magic, []byte{0x1f, 0x8b}) {
		ending = ".pb.gz"
	}
	if k.err == nil {
		k.err = os.Rename(k.path+unfinished, k.path+ending)
	}
	return withoutPath(k.err)
}
