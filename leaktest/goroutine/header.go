package goroutine

import "bytes"

var (
	headerPrefix  = []byte("goroutine ")
	labelsInside  = []byte(" labels:{")
	labelsOutside = []byte(" {")
)

// A header is the first line of a record in pieces. The forms, with the Go
// releases that write them:
//
//	goroutine 7 [select, 3 minutes, locked to thread]:
//	goroutine 7 [chan receive (durable), synctest bubble 1]:              1.25
//	goroutine 7 [chan receive (leaked) labels:{"k": "v w"}]:              1.26
//	goroutine 7 [chan receive (leaked)] {k: "v w"}:                       1.27
//	goroutine 7 gp=0xc000006fc0 m=nil [runnable]:      GOTRACEBACK=system, 1.23
type header struct {
	id      uint64
	machine []byte // gp=0xc000006fc0 m=nil
	attrs   []byte // select, 3 minutes, locked to thread
	labels  []byte // k: "v w"
	tail    []byte // what was not understood, nil when all was
}

// startHeader reads the number and tells whether line is a header at all. The
// text after the number begins with " [" or " gp=".
func startHeader(line []byte) (id uint64, rest []byte, ok bool) {
	if !bytes.HasPrefix(line, headerPrefix) {
		return 0, nil, false
	}
	id, rest, ok = leadingUint(line[len(headerPrefix):])
	if !ok || len(rest) < 2 || rest[0] != ' ' {
		return 0, nil, false
	}
	rest = rest[1:]
	return id, rest, rest[0] == '[' || bytes.HasPrefix(rest, []byte("gp="))
}

// readHeader splits a line that startHeader accepted.
func readHeader(line []byte) header {
	id, rest, _ := startHeader(line)
	h := header{id: id}
	open := bytes.IndexByte(rest, '[')
	if open < 0 {
		h.tail = rest
		return h
	}
	h.machine = bytes.TrimSuffix(rest[:open], []byte(" "))
	rest = rest[open+1:]
	end := bytes.IndexByte(rest, ']')
	if i := bytes.Index(rest, labelsInside); i >= 0 && (end < 0 || i < end) {
		h.attrs = rest[:i]
		h.endAfterLabels(rest[i+len(labelsInside):], "]:")
		return h
	}
	if end < 0 {
		h.attrs, h.tail = rest, rest // never closed: read what there is, and say so
		return h
	}
	h.attrs, rest = rest[:end], rest[end+1:]
	switch {
	case len(rest) == 1 && rest[0] == ':':
	case bytes.HasPrefix(rest, labelsOutside):
		h.endAfterLabels(rest[len(labelsOutside):], ":")
	default:
		h.tail = rest
	}
	return h
}

// endAfterLabels takes the labels off the front of b, which must then end with
// the closing brace and want. A label list that does not end is kept whole in
// the tail, as nothing says which part of it can be trusted.
func (h *header) endAfterLabels(b []byte, want string) {
	end := labelsEnd(b)
	if end < 0 {
		h.tail = b
		return
	}
	h.labels = b[:end]
	if rest := b[end+1:]; string(rest) != want {
		h.tail = rest
	}
}

// state splits the marks off the first attribute.
func (h *header) state() (state []byte, leaked, scan, durable bool) {
	state, _ = cutAttr(h.attrs)
	for {
		switch {
		case bytes.HasSuffix(state, []byte(" (leaked)")):
			leaked = true
		case bytes.HasSuffix(state, []byte(" (scan)")):
			scan = true
		case bytes.HasSuffix(state, []byte(" (durable)")):
			durable = true
		default:
			return state, leaked, scan, durable
		}
		state = state[:bytes.LastIndexByte(state, ' ')]
	}
}

// bubble returns the number of the synctest bubble, 0 for none.
func (h *header) bubble() uint64 {
	for _, rest := cutAttr(h.attrs); len(rest) > 0; {
		var attr []byte
		attr, rest = cutAttr(rest)
		if n, ok := bubbleNumber(attr); ok {
			return n
		}
	}
	return 0
}

func bubbleNumber(attr []byte) (uint64, bool) {
	number, ok := bytes.CutPrefix(attr, []byte("synctest bubble "))
	if !ok {
		return 0, false
	}
	return wholeUint(number)
}

// cutAttr splits the first attribute off a list.
func cutAttr(attrs []byte) (attr, rest []byte) {
	i := bytes.Index(attrs, []byte(", "))
	if i < 0 {
		return attrs, nil
	}
	return attrs[:i], attrs[i+2:]
}
