package leakwatch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// ErrMarked is the error of [WriteHeap] where a heap dump would kill the process.
var ErrMarked = errors.New("leakwatch: a goroutineleak profile has marked goroutines: a heap dump would kill the process")

// WriteHeap writes a heap dump of this process to w, as runtime/debug.WriteHeapDump
// does, for leaklint's triage -heap and for package heapdump.
//
// Know this before you call it:
//
//   - The process may die, in a way that nothing recovers from ("dumpgs in STW - bad
//     status"): always after a goroutineleak profile has found something, which
//     WriteHeap looks for and answers with [ErrMarked], and now and then while goroutines
//     return from system calls, as those of a server under load do, which nothing can
//     look for. Call it in an instance that may be lost.
//   - The world is stopped until the dump is written: 0.2 to 0.5 s for a heap of 25 MiB,
//     1.2 to 2.6 s for 250 MiB.
//   - The dump holds all memory of the process, passwords and keys included. Nothing in
//     this package calls WriteHeap or serves it; a handler that does is for operators.
//
// The dump goes to a temporary file first, that only this user can read, since nobody
// could read from a pipe while the world is stopped. The file is removed at once, where
// the system lets an open file go, so that none stays when the process dies; elsewhere at
// the end. Where there is no room for the whole dump nothing is written to w.
func WriteHeap(w io.Writer) error {
	if isMarked() {
		return ErrMarked
	}
	f, err := os.CreateTemp("", "leakwatch-*.dump")
	if err != nil {
		return fmt.Errorf("leakwatch: cannot write a heap dump: %w", err)
	}
	if os.Remove(f.Name()) != nil {
		defer os.Remove(f.Name())
	}
	defer f.Close()
	debug.WriteHeapDump(f.Fd())
	size, err := wholeSize(f)
	if err != nil {
		return fmt.Errorf("leakwatch: the heap dump is not whole: %w", err)
	}
	if _, err := io.Copy(w, io.NewSectionReader(f, 0, size)); err != nil {
		return fmt.Errorf("leakwatch: cannot pass on the heap dump: %w", err)
	}
	return nil
}

// wholeSize returns the size of a dump that was just written, and an error where it was
// cut: WriteHeapDump says nothing of a write that fails. Where there was no room for all
// of it, there is none for more; and the last byte of a dump is its end mark, 0.
func wholeSize(f *os.File) (int64, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	if _, err := f.Write(make([]byte, 4096)); err != nil {
		return 0, err
	}
	mark := []byte{1}
	if _, err := f.ReadAt(mark, max(0, size-1)); err != nil || mark[0] != 0 {
		return 0, errors.New("it has no end mark")
	}
	return size, nil
}

// isMarked reports whether a leak profile has found goroutines in this process: they
// stay marked.
func isMarked() bool {
	buf := make([]byte, 1<<20)
	n := runtime.Stack(buf, true)
	for n == len(buf) {
		buf = make([]byte, 2*len(buf))
		n = runtime.Stack(buf, true)
	}
	for record := range goroutine.Records(buf[:n]) {
		if record.Leaked() {
			return true
		}
	}
	return false
}
