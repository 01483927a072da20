package heapdump

import "bytes"

// header is the first line of a dump. The runtime has written this one since Go 1.7.
var header = []byte("go1.7 heap dump\n")

// The kinds of records, and of fields: runtime/heapdump.go.
const (
	tagEOF             = 0
	tagObject          = 1
	tagOtherRoot       = 2
	tagType            = 3
	tagGoroutine       = 4
	tagStackFrame      = 5
	tagParams          = 6
	tagFinalizer       = 7
	tagItab            = 8
	tagOSThread        = 9
	tagMemStats        = 10
	tagQueuedFinalizer = 11
	tagData            = 12
	tagBSS             = 13
	tagDefer           = 14
	tagPanic           = 15
	tagMemProf         = 16
	tagAllocSample     = 17

	fieldEnd     = 0
	fieldPointer = 1
)

// pauses is the length of the array in [runtime.MemStats], and memStats the number of
// the other fields that are dumped.
const (
	pauses   = 256
	memStats = 25
)

// A recordKind says how the record of a tag is called and read.
type recordKind struct {
	name string
	read func(*Dump, *scanner)
}

// kinds are all records but the end mark, by tag.
var kinds = [...]recordKind{
	tagObject:          {"object", (*Dump).readObject},
	tagOtherRoot:       {"root", func(d *Dump, s *scanner) { s.string(); d.root(s.uint()) }},
	tagType:            {"type", func(d *Dump, s *scanner) { s.uints(2); s.string(); s.uint() }},
	tagGoroutine:       {"goroutine", (*Dump).readGoroutine},
	tagStackFrame:      {"stack frame", (*Dump).readFrame},
	tagParams:          {"parameters", (*Dump).readParams},
	tagFinalizer:       {"finalizer", func(d *Dump, s *scanner) { s.uint(); d.root(s.uint()); s.uints(3) }},
	tagItab:            {"itab", func(d *Dump, s *scanner) { s.uints(2) }},
	tagOSThread:        {"thread", func(d *Dump, s *scanner) { s.uints(3) }},
	tagMemStats:        {"memory statistics", func(d *Dump, s *scanner) { s.uints(memStats + pauses); d.hasStats = true }},
	tagQueuedFinalizer: {"queued finalizer", func(d *Dump, s *scanner) { d.root(s.uint()); d.root(s.uint()); s.uints(3) }},
	tagData:            {"data segment", (*Dump).readSegment},
	tagBSS:             {"bss segment", (*Dump).readSegment},
	tagDefer:           {"defer", (*Dump).readDefer},
	tagPanic:           {"panic", (*Dump).readPanic},
	tagMemProf:         {"memory profile", readMemProf},
	tagAllocSample:     {"allocation sample", func(d *Dump, s *scanner) { s.uints(2) }},
}

// readAll is the first pass: it learns where everything is.
func (d *Dump) readAll(s *scanner) error {
	d.readHeader(s)
	report := d.progress("reading", s.size)
	for s.err == nil {
		s.record = s.offset()
		s.name = "next record"
		tag := s.uint()
		if s.err != nil {
			break
		}
		if tag == tagEOF {
			d.readEnd(s)
			break
		}
		if tag >= uint64(len(kinds)) {
			s.fail(s.record, "no record has the tag %d", tag)
			break
		}
		if d.wordSize == 0 && tag != tagParams {
			s.fail(s.record, "the parameters do not come first")
			break
		}
		s.name = kinds[tag].name
		kinds[tag].read(d, s)
		report(s.offset())
	}
	return s.err
}

// readHeader refuses what is something else.
func (d *Dump) readHeader(s *scanner) {
	have := make([]byte, min(int64(len(header)), s.size))
	for i := range have {
		have[i] = s.byte()
	}
	switch {
	case s.err != nil, bytes.Equal(have, header):
	case bytes.HasPrefix(header, have):
		s.cut()
	case bytes.HasPrefix(have, []byte("go1.")) && bytes.Contains(have, []byte("heap dump")):
		s.fail(0, "the format is %q, and only %q can be read", bytes.TrimSpace(have), bytes.TrimSpace(header))
	default:
		s.fail(0, "not a heap dump: the file begins with %q instead of %q", have, header)
	}
}

// readEnd checks that the end mark is one. A length that is wrong leads into the
// middle of something, where a zero is likely.
func (d *Dump) readEnd(s *scanner) {
	switch {
	case !d.hasStats:
		s.fail(s.record, "the end mark comes before the memory statistics")
	case s.offset() != s.size:
		s.fail(s.offset(), "%d bytes follow the end mark", s.size-s.offset())
	}
}

func (d *Dump) readParams(s *scanner) {
	if d.wordSize != 0 {
		s.fail(s.record, "the parameters are there twice")
		return
	}
	d.bigEndian = s.uint() != 0
	size := s.uint()
	if size != 4 && size != 8 {
		s.fail(s.record, "the parameters name pointers of %d bytes", size)
		return
	}
	d.wordSize = int64(size)
	s.uints(2) // where the heap is
	d.Arch = s.string()
	d.GoVersion = s.string()
	s.uint() // number of CPUs
}

// fields passes over the offsets of pointers and reports whether there are any.
func (d *Dump) fields(s *scanner, size int64) bool {
	any := false
	for s.err == nil {
		begin := s.offset()
		switch kind := s.uint(); kind {
		case fieldEnd:
			return any
		case fieldPointer:
			if off := s.uint(); off > uint64(size-d.wordSize) || size < d.wordSize {
				s.fail(begin, "the %s at byte %d has %d bytes, and a pointer at %d", s.name, s.record, size, off)
			}
			any = true
		default:
			s.fail(begin, "the %s at byte %d has a field of the kind %d", s.name, s.record, kind)
		}
	}
	return false
}

func (d *Dump) readSegment(s *scanner) {
	s.uint() // address
	at := s.memory()
	d.fields(s, at.size)
	d.segments = append(d.segments, at)
}

func readMemProf(_ *Dump, s *scanner) {
	s.uints(2) // bucket, size
	for n := s.uint(); n > 0 && s.err == nil; n-- {
		s.string() // function
		s.string() // file
		s.uint()   // line
	}
	s.uints(2) // allocs, frees
}
