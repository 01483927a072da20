package goroutine

import "bytes"

// cutLine splits the first line off b. The line comes without its line break,
// which may be "\n" or "\r\n".
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, b[len(b):]
	}
	line, rest = b[:i], b[i+1:]
	if i > 0 && line[i-1] == '\r' {
		line = line[:i-1]
	}
	return line, rest
}

// A lineKind says what a line of a record's body is.
type lineKind uint8

const (
	callLine     lineKind = iota // main.f(0x1, 0x2), and whatever is none of the others
	positionLine                 // <tab>/src/a.go:3 +0x1d
	creatorLine                  // created by main.main in goroutine 1
	elidedLine                   // ...23 frames elided...
	ancestorLine                 // [originating from goroutine 5]:
)

var (
	creatorPrefix  = []byte("created by ")
	parentInfix    = []byte(" in goroutine ")
	elidedPrefix   = []byte("...")
	elidedSuffix   = []byte(" frames elided...")
	ancestorPrefix = []byte("[originating from goroutine ")
	ancestorSuffix = []byte("]:")
	unavailable    = []byte("goroutine running on other thread; stack unavailable")
)

// kindOf tells the kind of a body line from how it begins. A position begins
// with a tab; spaces are accepted, as text that was copied from a web page has
// them.
func kindOf(line []byte) lineKind {
	if len(line) == 0 {
		return callLine
	}
	switch line[0] {
	case '\t', ' ':
		return positionLine
	case 'c':
		if bytes.HasPrefix(line, creatorPrefix) {
			return creatorLine
		}
	case '.':
		if bytes.HasPrefix(line, elidedPrefix) {
			return elidedLine
		}
	case '[':
		if bytes.HasPrefix(line, ancestorPrefix) {
			return ancestorLine
		}
	}
	return callLine
}

// leadingUint reads the decimal number that b begins with. It refuses a number
// that does not fit.
func leadingUint(b []byte) (n uint64, rest []byte, ok bool) {
	i := 0
	for ; i < len(b) && '0' <= b[i] && b[i] <= '9'; i++ {
		d := uint64(b[i] - '0')
		if n > (1<<64-1-d)/10 {
			return 0, b, false
		}
		n = n*10 + d
	}
	return n, b[i:], i > 0
}

// wholeUint reads b, all of which must be a decimal number.
func wholeUint(b []byte) (uint64, bool) {
	n, rest, ok := leadingUint(b)
	return n, ok && len(rest) == 0
}

// splitParent splits the text after "created by " into the creator's name and
// the parent's number, 0 when there is none.
func splitParent(b []byte) (creator []byte, parent uint64) {
	i := len(b)
	for i > 0 && '0' <= b[i-1] && b[i-1] <= '9' {
		i--
	}
	if !bytes.HasSuffix(b[:i], parentInfix) {
		return b, 0
	}
	n, ok := wholeUint(b[i:])
	if !ok {
		return b, 0
	}
	return b[:i-len(parentInfix)], n
}
