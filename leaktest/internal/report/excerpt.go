package report

import (
	"slices"
	"strings"

	"github.com/leaktight/leaktight/leaktest/goroutine"
	"github.com/leaktight/leaktight/leaktest/internal/source"
)

// A sourceLine is one line of a source file that a report shows.
type sourceLine struct {
	file string
	line int
}

// shownLines are the go statement of a group and the source.Operation that it blocks
// in, once where they are the same line. An source.Operation of the standard library
// (go time.Sleep(d)) says nothing that its name does not.
func (g *Group) shownLines() []sourceLine {
	var lines []sourceLine
	if g.creator().Function != "time.goFunc" {
		_, file, line := g.begun()
		lines = append(lines, sourceLine{file, line})
	}
	standard := source.IsStandard(&goroutine.Frame{Function: g.Function, File: g.File})
	if blocks := (sourceLine{g.File, g.Line}); !standard && !slices.Contains(lines, blocks) {
		lines = append(lines, blocks)
	}
	return lines
}

// excerpt shows lines of source with their numbers, as far as they can be read.
// What all of them are indented by is left out.
func (r *Text) excerpt(lines []sourceLine) {
	var shown []sourceLine
	var texts []string
	for _, l := range lines {
		if text, ok := source.Open(l.file).Line(l.line); ok {
			shown, texts = append(shown, l), append(texts, text)
		}
	}
	indent := commonIndent(texts)
	for i, text := range texts {
		r.Line("    %5d | %s", shown[i].line, text[indent:])
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
