package main

import (
	"encoding/xml"
	"fmt"
	"strings"
)

const (
	columns    = 118 // characters of a line; longer ones are broken
	lineHeight = 19
	charWidth  = 8
)

// excerpt returns of a transcript what leaklint and the leaky test say, without
// the end of the report, where it names the kinds, and the go command's summary.
func excerpt(transcript string) []string {
	var lines []string
	skip := false
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "$ go test ./"):
			return lines
		case strings.HasPrefix(strings.TrimSpace(line), "explained by: "):
			skip = true
		case strings.HasPrefix(line, "$ "):
			skip = false
		}
		if !skip {
			lines = append(lines, strings.ReplaceAll(line, "\t", "    "))
		}
	}
	return lines
}

// terminal draws lines as a terminal shows them.
func terminal(lines []string) string {
	var b strings.Builder
	lines, colors := wrap(lines)
	width, height := columns*charWidth+32, len(lines)*lineHeight+28
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="13">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#14181f"/>`+"\n", width, height)
	for i, line := range lines {
		fmt.Fprintf(&b, `<text x="16" y="%d" fill="%s" xml:space="preserve">%s</text>`+"\n", (i+1)*lineHeight+8, colors[i], escape(line))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// wrap breaks long lines at a space, as a terminal does at its edge, and returns
// the color of each piece.
func wrap(lines []string) (pieces, colors []string) {
	for _, line := range lines {
		color := color(line)
		for len(line) > columns {
			cut := strings.LastIndex(line[:columns], " ") + 1
			if cut == 0 {
				cut = columns
			}
			pieces, colors = append(pieces, line[:cut]), append(colors, color)
			line = line[cut:]
		}
		pieces, colors = append(pieces, line), append(colors, color)
	}
	return pieces, colors
}

// color tells commands, verdicts and hints apart.
func color(line string) string {
	switch text := strings.TrimSpace(line); {
	case strings.HasPrefix(text, "$ "):
		return "#7fd6a4"
	case strings.HasPrefix(text, "hint:"):
		return "#f3c969"
	case strings.Contains(text, "left ") && strings.Contains(text, " behind"), strings.HasSuffix(text, "leak)"), strings.HasPrefix(text, "--- FAIL"):
		return "#ff8f80"
	}
	return "#d5dae3"
}

func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return b.String()
}
