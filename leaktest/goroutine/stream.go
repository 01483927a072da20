package goroutine

import (
	"bytes"
	"io"
)

// A Stream reads a dump one goroutine at a time, in memory that does not grow
// with the dump. Make one with [NewStream].
type Stream struct {
	r     io.Reader
	buf   []byte
	ready []byte // the part of buf that was read and not yet given
	err   error  // of r, io.EOF at its end

	// inside says that the text at hand belongs to a record or a line that was
	// too long, and is to be skipped.
	inside bool
	gap    Outside
}

// Outside is what a [Stream] met outside of the goroutines.
type Outside struct {
	// Bytes counts that text, blank lines left out.
	Bytes int64
	// First is where it begins, at most 200 bytes.
	First []byte
	// Cut is how many records were longer than a megabyte and lost their ends.
	Cut int
}

const (
	streamBuffer = 256 << 10
	longestText  = 1 << 20 // of a record or of a line between records
	shownOutside = 200
)

// NewStream returns a stream that reads from r.
func NewStream(r io.Reader) *Stream { return &Stream{r: r, buf: make([]byte, streamBuffer)} }

// Next returns the next goroutine. The record is valid until the next call. The
// error is io.EOF after the last one, and else that of the reader, after all
// records that could be read. A record that the error cut off is given as if
// the dump ended there, so [Goroutine.Truncated] tells.
func (s *Stream) Next() (Record, error) {
	for {
		if s.inside {
			s.skip()
		}
		if !s.inside {
			if r, ok := s.next(); ok {
				return r, nil
			}
		}
		if s.err != nil && len(s.ready) == 0 {
			return Record{}, s.err
		}
		if s.err == nil {
			s.fill()
		}
	}
}

// Outside returns what was met outside of the goroutines so far.
func (s *Stream) Outside() Outside { return s.gap }

// next takes a whole record off the text at hand, and what comes before it.
func (s *Stream) next() (Record, bool) {
	gap, r, rest := nextRecord(s.ready)
	if r.text == nil {
		s.leave(gap)
		return r, false
	}
	s.outside(gap)
	if r.atEnd && s.err == nil {
		s.ready = r.text // its end may still come
		if len(r.text) < longestText {
			return r, false
		}
		s.gap.Cut++
		s.inside = true
		rest = nil
	}
	s.ready = rest
	return r, true
}

// leave takes the whole lines of text without any record for read.
func (s *Stream) leave(text []byte) {
	end := len(text)
	if s.err == nil {
		end = bytes.LastIndexByte(text, '\n') + 1
		if end == 0 && len(text) >= longestText {
			end, s.inside = len(text), true
		}
	}
	s.outside(text[:end])
	s.ready = s.ready[end:]
}

// skip drops lines up to a blank one or to the next header.
func (s *Stream) skip() {
	line := bytes.IndexByte(s.ready, '\n')
	if line < 0 {
		s.ready = nil
		s.inside = s.err == nil
		return
	}
	rest := recordEnd(s.ready[line+1:])
	if len(rest) == 0 && s.err == nil {
		// Keep the last line: it may be the first part of a header.
		last := bytes.LastIndexByte(s.ready, '\n')
		s.ready = s.ready[last:]
		if len(s.ready) >= longestText {
			s.ready = nil
		}
		return
	}
	s.ready, s.inside = rest, false
}

// outside notes text that belongs to no goroutine.
func (s *Stream) outside(text []byte) {
	text = bytes.TrimSpace(text)
	s.gap.Bytes += int64(len(text))
	if room := shownOutside - len(s.gap.First); room > 0 && len(text) > 0 {
		s.gap.First = append(s.gap.First, text[:min(room, len(text))]...)
	}
}

// fill reads more behind the text at hand.
func (s *Stream) fill() {
	n := copy(s.buf, s.ready)
	if n == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	more, err := s.r.Read(s.buf[n:])
	s.ready, s.err = s.buf[:n+more], err
}
