package goroutine

import (
	"bytes"
	"unicode/utf8"
)

// Labels are a list of pairs:
//
//	"k": "v w", "other": "x"           Go 1.26 quotes everything
//	k: "v w", other: x                 Go 1.27 quotes what has other characters
//	                                   than ASCII letters, digits, '.', '/', '_'
//
// Inside of quotes stand printable ASCII and the escapes \n \r \t \\ \" \xhh
// (one byte), \uhhhh and \Uhhhhhhhh (one code point). Go 1.26 writes \ufffd for
// a byte that is not UTF-8, so such a byte is lost; Go 1.27 writes \xhh.

// labelsEnd returns the index of the brace that closes the list, -1 for none.
func labelsEnd(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '}':
			return i
		case '"':
			n := quotedLen(b[i:])
			if n < 0 {
				return -1
			}
			i += n - 1
		}
	}
	return -1
}

// quotedLen returns the length of the quoted string that b begins with, both
// quotes included, -1 when it does not end.
func quotedLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// cutLabel splits the first pair off a list. Key and value come as written.
func cutLabel(labels []byte) (key, value, rest []byte, ok bool) {
	key, rest = cutToken(labels, ':')
	if !bytes.HasPrefix(rest, []byte(": ")) {
		return nil, nil, labels, false
	}
	value, rest = cutToken(rest[2:], ',')
	if len(rest) == 0 {
		return key, value, nil, true
	}
	if !bytes.HasPrefix(rest, []byte(", ")) {
		return nil, nil, labels, false
	}
	return key, value, rest[2:], true
}

// cutToken splits off a quoted string, or all up to the byte stop.
func cutToken(b []byte, stop byte) (token, rest []byte) {
	n := -1
	if len(b) > 0 && b[0] == '"' {
		n = quotedLen(b)
	} else {
		n = bytes.IndexByte(b, stop)
	}
	if n < 0 {
		n = len(b)
	}
	return b[:n], b[n:]
}

// unquoteLabel returns what token stands for. It allocates only for escapes.
func unquoteLabel(token []byte) []byte {
	inner, quoted := insideQuotes(token)
	if !quoted || bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	out := make([]byte, 0, len(inner))
	for len(inner) > 0 {
		out, inner = appendUnescaped(out, inner)
	}
	return out
}

// labelEqual reports whether token stands for s, without allocating.
func labelEqual(token []byte, s string) bool {
	inner, quoted := insideQuotes(token)
	if !quoted {
		return string(inner) == s
	}
	var room [utf8.UTFMax]byte
	for len(inner) > 0 {
		if inner[0] != '\\' {
			if len(s) == 0 || s[0] != inner[0] {
				return false
			}
			s, inner = s[1:], inner[1:]
			continue
		}
		var piece []byte
		piece, inner = appendUnescaped(room[:0], inner)
		if len(s) < len(piece) || s[:len(piece)] != string(piece) {
			return false
		}
		s = s[len(piece):]
	}
	return len(s) == 0
}

func insideQuotes(token []byte) (inner []byte, quoted bool) {
	if len(token) >= 2 && token[0] == '"' && token[len(token)-1] == '"' {
		return token[1 : len(token)-1], true
	}
	return token, false
}

// appendUnescaped appends what the first character or escape of b stands for.
// An escape that is none stays as it is.
func appendUnescaped(out, b []byte) (_, rest []byte) {
	if b[0] != '\\' || len(b) == 1 {
		return append(out, b[0]), b[1:]
	}
	digits := 0
	switch b[1] {
	case 'n':
		return append(out, '\n'), b[2:]
	case 'r':
		return append(out, '\r'), b[2:]
	case 't':
		return append(out, '\t'), b[2:]
	case '\\', '"':
		return append(out, b[1]), b[2:]
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	}
	n, ok := hex(b[2:], digits)
	if !ok {
		return append(out, b[0]), b[1:]
	}
	rest = b[2+digits:]
	if digits == 2 {
		return append(out, byte(n)), rest
	}
	return utf8.AppendRune(out, rune(n)), rest
}

// hex reads the given number of hexadecimal digits, at least one.
func hex(b []byte, digits int) (n uint32, ok bool) {
	if digits == 0 || len(b) < digits {
		return 0, false
	}
	for _, c := range b[:digits] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		n = n<<4 | uint32(c)
	}
	return n, true
}
