package goroutine

import (
	"bytes"
	"hash/maphash"
	"iter"
)

// A Record is one goroutine's part of a dump, not yet parsed. Its methods look
// at the dump's bytes each time and allocate nothing, [Record.Parse] and the
// one case named at [Record.Label] aside; the slices that they return are parts
// of the dump and change when it does.
type Record struct {
	text  []byte
	id    uint64
	atEnd bool // the dump ends with this record
}

// Records gives the goroutines of a dump in their order. Text outside of the
// records is left out; [ParseAll] keeps it.
func Records(dump []byte) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for len(dump) > 0 {
			var r Record
			if _, r, dump = nextRecord(dump); r.text != nil && !yield(r) {
				return
			}
		}
	}
}

// nextRecord finds the first record in dump, the gap before it and what is left
// after it. Without a record all of dump is gap, and the record's text is nil.
func nextRecord(dump []byte) (gap []byte, r Record, rest []byte) {
	for rest = dump; len(rest) > 0; {
		line, after := cutLine(rest)
		id, _, ok := startHeader(line)
		if !ok {
			rest = after
			continue
		}
		gap = dump[:len(dump)-len(rest)]
		end := recordEnd(after)
		r = Record{text: rest[:len(rest)-len(end)], id: id, atEnd: len(end) == 0}
		return gap, r, end
	}
	return dump, Record{}, rest
}

// recordEnd returns what follows the body that b begins with: the text from the
// next blank line or header on.
func recordEnd(b []byte) []byte {
	for len(b) > 0 {
		line, after := cutLine(b)
		if len(line) == 0 {
			return b
		}
		if line[0] == 'g' {
			if _, _, ok := startHeader(line); ok {
				return b
			}
		}
		b = after
	}
	return b
}

// lines returns the header line and the body.
func (r Record) lines() (header, body []byte) { return cutLine(r.text) }

func (r Record) header() header {
	line, _ := r.lines()
	return readHeader(line)
}

// ID returns the goroutine's number.
func (r Record) ID() uint64 { return r.id }

// Text returns the record, verbatim, with its last line break.
func (r Record) Text() []byte { return r.text }

// State returns what [Goroutine.State] holds.
func (r Record) State() []byte {
	h := r.header()
	state, _, _, _ := h.state()
	return state
}

// Leaked reports the mark that [Prove] leaves.
func (r Record) Leaked() bool {
	h := r.header()
	_, leaked, _, _ := h.state()
	return leaked
}

// HasLabels reports whether the header shows labels.
func (r Record) HasLabels() bool {
	h := r.header()
	return len(h.labels) > 0
}

// Label returns the value of the label with the given key. It allocates only
// when the value has escapes, which is when it has characters other than
// printable ASCII, or a quote or a backslash.
func (r Record) Label(key string) (value []byte, ok bool) {
	h := r.header()
	for rest := h.labels; len(rest) > 0; {
		var k, v []byte
		if k, v, rest, ok = cutLabel(rest); !ok {
			return nil, false
		}
		if labelEqual(k, key) {
			return unquoteLabel(v), true
		}
	}
	return nil, false
}

// Top returns the name of the innermost function, nil when there is no stack.
func (r Record) Top() []byte {
	_, body := r.lines()
	line, _ := cutLine(body)
	if len(line) == 0 || kindOf(line) != callLine {
		return nil
	}
	function, _, _ := splitCall(line)
	return function
}

// CreatedBy returns the name of the function that holds the go statement, nil
// when the dump has none.
func (r Record) CreatedBy() []byte {
	creator, _ := r.creator()
	return creator
}

// ParentID returns the number of the goroutine that ran the go statement, 0
// when the dump has none.
func (r Record) ParentID() uint64 {
	_, parent := r.creator()
	return parent
}

// creator finds the creator's line, which comes before all ancestors.
func (r Record) creator() (creator []byte, parent uint64) {
	_, body := r.lines()
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		switch kindOf(line) {
		case creatorLine:
			return splitParent(line[len(creatorPrefix):])
		case ancestorLine:
			return nil, 0
		}
	}
	return nil, 0
}

var hashSeed = maphash.MakeSeed()

// StackHash returns a number that is equal for equal stacks: the same
// functions, called from the same positions, the same number of frames left
// out, and the same go statement. Goroutine numbers, arguments, addresses,
// state, minutes, labels and ancestors do not count. Lines that are not
// understood count as they stand. Numbers of two processes cannot be compared.
func (r Record) StackHash() uint64 {
	_, body := r.lines()
	h := uint64(0)
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		kind := kindOf(line)
		if kind == ancestorLine {
			break
		}
		h = mix(h, maphash.Bytes(hashSeed, stackPart(line, kind)))
	}
	return h
}

// stackPart cuts a line down to what equal stacks have in common.
func stackPart(line []byte, kind lineKind) []byte {
	switch kind {
	case callLine:
		line, _, _ = splitCall(line)
	case positionLine:
		line, _ = cutAddresses(bytes.TrimLeft(line, "\t "))
	case creatorLine:
		creator, _ := splitParent(line[len(creatorPrefix):])
		return line[:len(creatorPrefix)+len(creator)]
	}
	return line
}

// mix adds the hash of one more line. The multiplication makes the order count;
// the constant is the 64-bit golden ratio.
func mix(h, line uint64) uint64 {
	h = (h ^ line) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}
