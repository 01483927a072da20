package leaktest

import (
	"slices"
	"strings"
)

// A sourceLine is one line of a source file that a report shows.
type sourceLine struct {
	file string
	line int
}

// shownLines are the go statement of a group and the operation that it blocks
// in, once where they are the same line. An operation of the standard library
// (go time.Sleep(d)) says nothing that its name does not.
func (g *group) shownLines() []sourceLine {
	var lines []sourceLine
	if g.CreatedBy != "time.goFunc" {
		lines = append(lines, sourceLine{g.CreatedFile, g.CreatedLine})
	}
	standard := isStandard(&Frame{Function: g.Function, File: g.File})
	if blocks := (sourceLine{g.File, g.Line}); !standard && !slices.Contains(lines, blocks) {
		lines = append(lines, blocks)
	}
	return lines
}

// excerpt shows lines of source with their numbers, as far as they can be read.
// What all of them are indented by is left out.
func (r *report) excerpt(lines []sourceLine) {
	var shown []sourceLine
	var texts []string
	for _, l := range lines {
		if text, ok := sources.open(l.file).line(l.line); ok {
			shown, texts = append(shown, l), append(texts, text)
		}
	}
	indent := commonIndent(texts)
	for i, text := range texts {
		r.line("    %5d | %s", shown[i].line, text[indent:])
	}
}

// commonIndent returns by how many spaces all lines are indented.
func commonIndent(lines []string) int {
	indent := -1
	for _, line := range lines {
		n := len(line) - len(strings.TrimLeft(line, " "))
		if indent < 0 || n < indent {
			indent = n
		}
	}
	return max(indent, 0)
}
