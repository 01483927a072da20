package directive

import (
	"go/token"
	"sync"
)

// An Index answers whether a directive of the package covers a position. It may
// be used by several analyzers at the same time.
type Index struct {
	files []fileDirectives // only files that have directives

	mu sync.Mutex // guards directive.used
}

type fileDirectives struct {
	layout     *layout
	directives []*directive
}

// Suppress reports whether a directive hides findings of the named check at
// pos, and remembers the directives that do as used. A pass asks before it
// decides whether the finding's level is wanted, or else a directive would seem
// to be left over whenever the level is off.
func (x *Index) Suppress(check string, pos token.Pos) bool {
	hidden := false
	for _, fd := range x.files {
		if file := fd.layout.file; pos < file.FileStart || pos >= file.FileEnd {
			continue
		}
		at := fd.layout.place(pos)
		for _, d := range fd.directives {
			if d.covers(check) && d.scope.includes(at) {
				x.markUsed(d)
				hidden = true
			}
		}
	}
	return hidden
}

func (x *Index) markUsed(d *directive) {
	x.mu.Lock()
	defer x.mu.Unlock()
	d.used = true
}

// A place is a position as directives see it.
type place struct {
	pos      token.Pos
	line     int // line of the position
	stmtLine int // line on which the innermost statement around it begins
}

func (l *layout) place(pos token.Pos) place {
	return place{pos: pos, line: l.line(pos), stmtLine: l.line(l.statementAt(pos))}
}

// A scope is what a directive covers: a range of source (function or file), or
// the statement that begins on a line.
type scope struct {
	start, end token.Pos // range, when valid
	line       int       // otherwise the line
}

func (s scope) includes(p place) bool {
	if s.start.IsValid() {
		return s.start <= p.pos && p.pos < s.end
	}
	return s.line == p.line || s.line == p.stmtLine
}
