package heapdump

import (
	"fmt"
	"io"
)

// A FormatError says why, and where, a file is not a whole heap dump.
type FormatError struct {
	Offset  int64  // in bytes from the start of the file
	Problem string // "the dump is cut: ..."
}

// Error returns both.
func (e *FormatError) Error() string {
	return fmt.Sprintf("heapdump: byte %d: %s", e.Offset, e.Problem)
}

const (
	scanBuffer = 1 << 20
	maxString  = 1 << 20 // the longest name of a function is far below
)

// A scanner reads a dump from its start to its end. The first error stays, and all
// that is read after it is zero.
type scanner struct {
	r      io.ReaderAt
	size   int64
	buf    []byte // what was read of the file
	start  int64  // the offset of buf[0]
	pos    int    // in buf
	record int64  // the offset of the record that is being read
	name   string // of that record
	err    error
}

func newScanner(r io.ReaderAt, size int64) *scanner {
	return &scanner{r: r, size: size, buf: make([]byte, 0, min(scanBuffer, max(size, 0))), name: "header"}
}

// offset returns where in the file the next byte stands.
func (s *scanner) offset() int64 { return s.start + int64(s.pos) }

// fail keeps the first error.
func (s *scanner) fail(offset int64, format string, args ...any) {
	if s.err == nil {
		s.err = &FormatError{Offset: offset, Problem: fmt.Sprintf(format, args...)}
	}
}

// cut says that the file ends too early.
func (s *scanner) cut() {
	s.fail(s.size, "the dump is cut: it ends inside of the %s at byte %d, before its end mark", s.name, s.record)
}

// fill reads the next part of the file and reports whether there is one.
func (s *scanner) fill() bool {
	s.start, s.pos = s.offset(), 0
	n := min(int64(cap(s.buf)), s.size-s.start)
	s.buf = s.buf[:max(n, 0)]
	if s.err != nil {
		s.buf = s.buf[:0]
		return false
	}
	if n <= 0 {
		s.cut()
		return false
	}
	if got, err := s.r.ReadAt(s.buf, s.start); got < len(s.buf) {
		s.buf = s.buf[:0]
		s.err = fmt.Errorf("heapdump: %w", err)
		return false
	}
	return true
}

func (s *scanner) byte() byte {
	if s.pos == len(s.buf) && !s.fill() {
		return 0
	}
	s.pos++
	return s.buf[s.pos-1]
}

// uint reads a number in the form of encoding/binary's Uvarint.
func (s *scanner) uint() uint64 {
	if s.pos < len(s.buf) && s.buf[s.pos] < 0x80 {
		s.pos++
		return uint64(s.buf[s.pos-1])
	}
	begin := s.offset()
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		b := s.byte()
		if shift == 63 && b > 1 {
			break
		}
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
	s.fail(begin, "the %s at byte %d has a number of more than 64 bits", s.name, s.record)
	return 0
}

// uints skips n numbers.
func (s *scanner) uints(n int) {
	for range n {
		s.uint()
	}
}

// string reads a length and as many bytes.
func (s *scanner) string() string {
	begin := s.offset()
	n := s.uint()
	if n > maxString {
		s.fail(begin, "the %s at byte %d has a name of %d bytes", s.name, s.record, n)
		return ""
	}
	b := make([]byte, 0, n)
	for len(b) < int(n) && s.err == nil {
		if s.pos == len(s.buf) && !s.fill() {
			return ""
		}
		part := s.buf[s.pos:min(len(s.buf), s.pos+int(n)-len(b))]
		b = append(b, part...)
		s.pos += len(part)
	}
	return string(b)
}

// A region is a part of the file: contents of memory.
type region struct {
	pos, size int64
}

// memory reads a length and passes over as many bytes.
func (s *scanner) memory() region {
	n := s.uint()
	at := region{pos: s.offset(), size: int64(n)}
	if n > uint64(s.size-at.pos) {
		s.cut()
		return region{}
	}
	s.skip(at.size)
	return at
}

// skip passes over n bytes, which the file has.
func (s *scanner) skip(n int64) {
	if n <= int64(len(s.buf)-s.pos) {
		s.pos += int(n)
		return
	}
	s.start, s.pos = s.offset()+n, 0
	s.buf = s.buf[:0]
}
