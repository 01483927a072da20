package triage

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/leaktight/leaktight/leaktest/goroutine"
)

// A capture is what was read of a goroutine profile.
type capture struct {
	groups []*group
	total  int // goroutines
	proven int
	form   form
	taken  time.Time // as the form tells, else zero

	// leaks says that it is a goroutineleak profile: all of it is proven.
	leaks bool

	room room // for groups and what they have

	// faults say what is wrong with it, and that what was read is shown.
	faults []string
	// notes say what its reader should know and is no fault.
	notes []string
}

// A form is one way to write a goroutine profile.
type form string

const (
	dumpText  form = "debug=2"
	countText form = "debug=1"
	protobuf  form = "protobuf"
	heapDump  form = "heap dump"
	mixed     form = "mixed" // of captures in several forms
)

// errForeign is the cause of all errors about a file that is no profile.
var errForeign = errors.New("not a goroutine profile")

const sniffed = 64 << 10 // a crash may print something before its dump

// readCapture reads a capture in any of its forms. The error is about a file of
// which nothing could be read; what is wrong with one that was read in part
// stands in its faults.
func readCapture(r io.Reader, lim limits, onGoroutines func(goroutines, groups int)) (*capture, error) {
	in, err := decoded(r, lim)
	if err != nil {
		return nil, err
	}
	head, err := in.Peek(sniffed)
	if len(head) == 0 {
		if err != nil && err != io.EOF {
			return nil, readError(err)
		}
		return nil, fmt.Errorf("%w: the file is empty", errForeign)
	}
	var c *capture
	switch {
	case isCountText(head):
		c, err = readCounts(in, lim)
	case isOtherFormat(head) != "":
		return nil, fmt.Errorf("%w: this is %s", errForeign, isOtherFormat(head))
	case !hasGoroutine(head) && isProtobuf(head):
		c, err = readProtobuf(in, lim)
	default:
		c, err = readDump(in, lim, onGoroutines)
	}
	if err != nil {
		return nil, err
	}
	c.noteFurther()
	return c, nil
}

// decoded returns what a capture holds within the limits: decompressed, and a
// text in UTF-8.
func decoded(r io.Reader, lim limits) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(newBounded(r, lim.bytes), sniffed)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		switch {
		case err == nil:
			in = bufio.NewReaderSize(z, sniffed)
		case errors.Is(err, gzip.ErrHeader), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, fmt.Errorf("%w: it begins as a gzip file and is none: %v", errForeign, err)
		default:
			return nil, readError(err)
		}
	}
	return bufio.NewReaderSize(newBounded(inUTF8(in), lim.bytes), sniffed), nil
}

// hasGoroutine reports whether a text has a goroutine of a dump.
func hasGoroutine(text []byte) bool {
	for range goroutine.Records(text) {
		return true
	}
	return false
}

// isOtherFormat names a format that people hand over by mistake.
func isOtherFormat(head []byte) string {
	text := bytes.TrimLeft(head, " \t\r\n")
	lower := bytes.ToLower(text[:min(len(text), 64)])
	switch {
	case bytes.HasPrefix(text, []byte("go1.7 heap dump\n")): // of every release since
		return "a heap dump of the whole program, which -heap reads"
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "an HTML page; the profile's text is at .../debug/pprof/goroutine?debug=2"
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[{")):
		return "JSON"
	case bytes.HasPrefix(text, []byte("heap profile:")), bytes.HasPrefix(text, []byte("threadcreate profile:")),
		bytes.HasPrefix(text, []byte("--- contention:")), bytes.HasPrefix(text, []byte("--- mutex:")):
		return "another profile's text; the one of goroutines is at .../debug/pprof/goroutine?debug=2"
	}
	return ""
}

// readError words what ended a reading early.
func readError(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the compressed file is cut off")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), strings.Contains(err.Error(), "flate: corrupt"):
		return errors.New("the compressed file is damaged")
	}
	return err
}

// fault notes what is wrong with a capture of which something was read.
func (c *capture) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// complete counts, classifies and ranks the groups.
func (c *capture) complete(who *classifier) {
	for _, g := range c.groups {
		for _, f := range g.stack {
			who.learn(f)
		}
		if g.createdBy != nil {
			who.learn(*g.createdBy)
		}
	}
	c.total, c.proven = 0, 0
	for _, g := range c.groups {
		if c.leaks {
			g.proven = g.count
		}
		c.total += g.count
		c.proven += g.proven
		g.complete(who)
	}
	rank(c.groups)
}
