package edit

import (
	"bytes"
	gofmt "go/format"
)

var (
	byteOrderMark = []byte("\ufeff")
	newline       = []byte("\n")
	windowsEnd    = []byte("\r\n")
)

// format returns after as gofmt would write it, where it wrote before; else after
// itself. Both are Go files. Line ends and a byte order mark, which gofmt takes
// out, stay as they are.
func format(before, after []byte) []byte {
	layout, text, ok := layoutOf(before)
	if !ok {
		return after
	}
	if formatted, err := gofmt.Source(text); err != nil || !bytes.Equal(formatted, text) {
		return after
	}
	changed, text, ok := layoutOf(after)
	if !ok || changed != layout {
		return after
	}
	formatted, err := gofmt.Source(text)
	if err != nil {
		return after
	}
	return layout.restore(formatted)
}

// A layout is what gofmt takes out of a file.
type layout struct {
	mark    bool // a byte order mark stands at the beginning
	windows bool // every line ends with a carriage return and a line feed
}

// layoutOf takes the layout out of a file. It is not ok where line ends of both
// kinds, or carriage returns elsewhere, stand in it.
func layoutOf(content []byte) (l layout, text []byte, ok bool) {
	text, l.mark = bytes.CutPrefix(content, byteOrderMark)
	returns := bytes.Count(text, []byte("\r"))
	if returns == 0 {
		return l, text, true
	}
	ends := bytes.Count(text, windowsEnd)
	if ends != returns || ends != bytes.Count(text, newline) {
		return l, nil, false
	}
	l.windows = true
	return l, bytes.ReplaceAll(text, windowsEnd, newline), true
}

// restore puts the layout back.
func (l layout) restore(text []byte) []byte {
	if l.windows {
		text = bytes.ReplaceAll(text, newline, windowsEnd)
	}
	if l.mark {
		text = append(bytes.Clone(byteOrderMark), text...)
	}
	return text
}
