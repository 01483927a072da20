package edit

import (
	"bytes"
	"go/token"
	"slices"
	"strings"
)

// Fit returns the edit in the form in which it fits the file: New is written as
// gofmt writes text at the left margin. Each of its lines but the first gets the
// indentation of the line where the edit begins, and that line's kind of line end;
// lines inside of a raw string or a comment stay as they are. An edit that takes
// away all that stands on some lines takes the lines away.
func Fit(content []byte, e Edit) Edit {
	if e.New == "" {
		return wholeLines(content, e)
	}
	indent, end := margin(content, e.Start)
	kept := unbroken(e.New)
	var out strings.Builder
	for i, c := range []byte(e.New) {
		switch {
		case c != '\n' || slices.ContainsFunc(kept, func(s span) bool { return s.start <= i && i < s.end }):
			out.WriteByte(c)
		case strings.HasPrefix(e.New[i+1:], "\n"):
			out.WriteString(end) // an empty line has no indentation
		default:
			out.WriteString(end + indent)
		}
	}
	e.New = out.String()
	return e
}

// margin returns the indentation of the line that an offset stands in, and its
// line end.
func margin(content []byte, offset int) (indent, end string) {
	line := content[lineStart(content, offset):]
	i := bytes.IndexFunc(line, func(r rune) bool { return r != ' ' && r != '\t' })
	if i < 0 {
		i = len(line)
	}
	text, _, ended := bytes.Cut(line, newline)
	if ended && bytes.HasSuffix(text, []byte("\r")) {
		return string(line[:i]), "\r\n"
	}
	return string(line[:i]), "\n"
}

// lineStart returns where the line begins that an offset stands in. A byte order
// mark is not part of the first line.
func lineStart(content []byte, offset int) int {
	if i := bytes.LastIndexByte(content[:offset], '\n'); i >= 0 {
		return i + 1
	}
	if bytes.HasPrefix(content, byteOrderMark) {
		return min(len(byteOrderMark), offset)
	}
	return 0
}

// unbroken returns the tokens of a text whose line breaks belong to them.
func unbroken(text string) []span {
	return slices.DeleteFunc(scan([]byte(text)), func(s span) bool {
		return s.kind != token.STRING && s.kind != token.COMMENT || !strings.Contains(s.text, "\n")
	})
}

// wholeLines extends a deletion to the lines of which it leaves only white space.
func wholeLines(content []byte, e Edit) Edit {
	start := lineStart(content, e.Start)
	rest, _, ended := bytes.Cut(content[e.End:], newline)
	if !ended || len(bytes.TrimSpace(content[start:e.Start])) > 0 || len(bytes.TrimSpace(rest)) > 0 {
		return e
	}
	return Edit{Start: start, End: e.End + len(rest) + 1}
}
