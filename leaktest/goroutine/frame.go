package goroutine

import (
	"bytes"
	"strings"
)

// A Frame is one function call of a stack.
type Frame struct {
	// Function is the name as the runtime prints it: the import path with its
	// last element's dots escaped, the receiver, the closure's number:
	// "gopkg.in/yaml%2ev3.(*Decoder).Decode", "main.F[...].func1",
	// "main.main.gowrap1". runtime.gopanic is printed as "panic".
	Function string `json:"function"`

	// Args is the text between the parentheses: words in hexadecimal, "..."
	// for a call that was inlined.
	Args string `json:"args,omitempty"`

	// File is the path of the source file as the compiler recorded it, "" when
	// the dump has none (calls of C code without symbols).
	File string `json:"file,omitempty"`

	// Line is the line of the call, or the current line in the innermost frame.
	Line int `json:"line,omitempty"`

	// Inlined says that the call was inlined into the next frame.
	Inlined bool `json:"inlined,omitempty"`
}

// Package returns the import path of the function's package, unescaped, or ""
// when the name has none: C functions, "panic", and functions that the compiler
// made for a type.
func (f Frame) Package() string {
	dot := packageEnd(f.Function)
	if dot < 0 {
		return ""
	}
	return unescapePath(f.Function[:dot])
}

// DisplayName returns the name for people: the escapes of the import path
// undone and only the path's last element kept, or the last two when the last
// is a major version such as "v2".
func (f Frame) DisplayName() string {
	dot := packageEnd(f.Function)
	if dot < 0 {
		return f.Function
	}
	path := f.Function[:dot]
	start := strings.LastIndexByte(path, '/') + 1
	if start > 0 && isMajorVersion(path[start:]) {
		start = strings.LastIndexByte(path[:start-1], '/') + 1
	}
	return unescapePath(path[start:]) + f.Function[dot:]
}

// unescapedName returns a function's whole name with its import path unescaped.
func unescapedName(name string) string {
	dot := packageEnd(name)
	if dot < 0 {
		return name
	}
	return unescapePath(name[:dot]) + name[dot:]
}

// packageEnd returns the index of the dot that follows the import path, -1 when
// there is no path. Dots before the last slash belong to the path; the linker
// escapes those after it (cmd/internal/objabi.PathToPrefix).
func packageEnd(name string) int {
	head := name
	if i := strings.IndexAny(name, "([{ :"); i >= 0 {
		head = name[:i]
	}
	slash := strings.LastIndexByte(head, '/') + 1
	dot := strings.IndexByte(head[slash:], '.')
	if dot <= 0 {
		return -1
	}
	return slash + dot
}

// isMajorVersion reports whether a path element is v2, v3, ...
func isMajorVersion(s string) bool {
	if len(s) < 2 || s[0] != 'v' {
		return false
	}
	return strings.Trim(s[1:], "0123456789") == ""
}

// unescapePath undoes %xx. What is no such escape stays.
func unescapePath(path string) string {
	if strings.IndexByte(path, '%') < 0 {
		return path
	}
	out := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		if path[i] == '%' {
			if n, ok := hex([]byte(path[i+1:]), 2); ok {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, path[i])
	}
	return string(out)
}

// splitCall splits a call line into the function's name and its arguments:
//
//	main.(*T[...]).f(0x1, {0x2, 0x3})
//
// The arguments begin at the first parenthesis that opens neither a receiver
// nor stands inside of a type. ok is false when the line has no arguments, as
// that of a C function may.
func splitCall(line []byte) (function, args []byte, ok bool) {
	if len(line) == 0 || line[len(line)-1] != ')' {
		return line, nil, false
	}
	open := argsStart(line)
	if open <= 0 || line[open-1] == ' ' {
		return line, nil, false
	}
	return line[:open], line[open+1 : len(line)-1], true
}

// argsStart returns the index of the parenthesis before the arguments, -1 when
// there is none.
func argsStart(line []byte) int {
	open := bytes.IndexByte(line, '(')
	if opensReceiver(line, open) { // pkg.(*T).f(: skip to the next
		end := bytes.IndexByte(line[open:], ')')
		next := bytes.IndexByte(line[open+max(end, 0):], '(')
		open += max(end, 0) + next
	}
	if open < 0 {
		return -1
	}
	plain := bytes.IndexByte(line[:open], '[') < 0 && bytes.IndexByte(line[:open], '{') < 0
	if plain && !opensReceiver(line, open) {
		return open
	}
	return argsStartInTypes(line)
}

// opensReceiver reports whether the parenthesis at i is one before a receiver.
func opensReceiver(line []byte, i int) bool {
	return i == 0 || i > 0 && line[i-1] == '.'
}

// argsStartInTypes is argsStart for names that have types in them, which may
// have parentheses of their own.
func argsStartInTypes(line []byte) int {
	depth := 0
	for i, c := range line {
		switch c {
		case '(':
			if depth == 0 && !opensReceiver(line, i) {
				return i
			}
			depth++
		case '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
	}
	return -1
}

// A position is a frame's second line in pieces.
type position struct {
	file   []byte
	line   uint64
	offset bool // "+0x1d" was there
}

// readPosition reads the second line of a frame:
//
//	<tab>C:/x y/a.go:3 +0x1d
//	<tab>/src/a.go:3 +0x1d fp=0xc000012345 sp=0xc000012300 pc=0x401234
//	<tab>/src/a.c:3 pc=0x401234
//	<tab>pc=0x401234
func readPosition(line []byte) (p position, ok bool) {
	line = bytes.TrimLeft(line, "\t ")
	line, p.offset = cutAddresses(line)
	if len(line) == 0 {
		return p, true
	}
	colon := bytes.LastIndexByte(line, ':')
	if colon < 0 {
		return p, false
	}
	p.file = line[:colon]
	p.line, ok = wholeUint(line[colon+1:])
	return p, ok && p.line <= 1<<31-1
}

// cutAddresses takes the words that hold addresses off the end of a position.
func cutAddresses(line []byte) (_ []byte, offset bool) {
	for {
		// The longest such word is "pc=0x" and 16 digits.
		far := max(0, len(line)-len("pc=0x")-17)
		space := bytes.LastIndexByte(line[far:], ' ')
		if space < 0 && far > 0 {
			return line, offset
		}
		space += far
		word := line[space+1:]
		switch {
		case hasAddress(word, "+0x"):
			offset = true
		case hasAddress(word, "pc=0x"), hasAddress(word, "sp=0x"), hasAddress(word, "fp=0x"):
		case len(word) == 0 && space >= 0: // two spaces
		default:
			return line, offset
		}
		line = line[:max(space, 0)]
	}
}

// hasAddress reports whether word is prefix and at least one digit.
func hasAddress(word []byte, prefix string) bool {
	return len(word) > len(prefix) && string(word[:len(prefix)]) == prefix
}
