// Package printable makes text that strangers wrote safe to show: file names, the
// targets of //line directives, dumps, labels, the answer of a server.
//
// Two readers are protected. A terminal obeys control characters, so they are
// shown as Go writes them in a string: \x1b, \u202e. GitHub Actions, like other
// runners of its kind, obeys each line that begins with "::", with or without
// white space before it, and each that holds "##[", so that such a line is
// written with an escaped character in the mark. The mark of a workflow command
// is described in
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
package printable

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text returns s as a part of one line: control characters, line breaks among
// them, are escaped, and so are bytes that are not UTF-8.
func Text(s string) string {
	if strings.IndexFunc(s, isControl) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1, r < utf8.RuneSelf && isControl(r):
			writeByte(&b, s[0])
		case isControl(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// writeByte writes one byte as Go does in a string.
func writeByte(b *strings.Builder, c byte) {
	switch c {
	case '\n':
		b.WriteString(`\n`)
	case '\r':
		b.WriteString(`\r`)
	case '\t':
		b.WriteString(`\t`)
	default:
		fmt.Fprintf(b, `\x%02x`, c)
	}
}

// isControl reports whether a terminal, or the eye, is led by a rune instead of
// being shown it: the controls of ASCII and of Latin-1, line and paragraph
// separators, and those that turn the direction of writing.
func isControl(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0:
		return true
	case r == '\u2028', r == '\u2029', r == '\u200e', r == '\u200f', r == '\u061c', r == '\ufeff':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// Line returns s as a whole line, without its line break, as [Text] does, but
// with tabs, and with no mark of a workflow command.
func Line(s string) string {
	if strings.ContainsRune(s, '\t') {
		parts := strings.Split(s, "\t")
		for i := range parts {
			parts[i] = Text(parts[i])
		}
		s = strings.Join(parts, "\t")
	} else {
		s = Text(s)
	}
	if rest := strings.TrimSpace(s); strings.HasPrefix(rest, "::") {
		s = strings.Replace(s, "::", `\x3a:`, 1)
	}
	return strings.ReplaceAll(s, "##[", `#\x23[`)
}
